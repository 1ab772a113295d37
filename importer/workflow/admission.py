"""Whether an import may start, decided in one short write transaction."""

from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, writing
from importer.errors import DuplicateImport, ImportInProgress
from importer.models import ImportEvent, ImportJob
from importer.snapshot import RepoRef
from importer.workflow import duplicates, lease


def admit(
    user_id: int, ref: RepoRef, *, is_showcase: bool = False, is_private: bool = True
) -> ImportJob:
    """Make the job and take the person's lease; the caller enqueues it after this returns.

    :raises DuplicateImport: the address leads to a project that exists.
    :raises ImportInProgress: the person's one import is running.
    """
    # Refusals are the common case under load and need no write lock. What is decided here is only
    # the quick answer; the transaction below decides again.
    _refuse(db.session(), user_id, ref)
    with writing() as session:
        _refuse_known(session, user_id, ref)
        job = ImportJob(
            user_id=user_id,
            forge=ref.forge,
            host=ref.host,
            path=ref.path,
            source_key=ref.source_key,
            is_showcase=is_showcase,
            is_private=is_private,
            message="Waiting to start…",
            # The caller is about to; should it die first, this is how long nobody wonders.
            nudged_at=now(),
        )
        session.add(job)
        session.flush()
        if not lease.take(session, user_id, job.id):
            running = lease.holder(session, user_id)
            raise ImportInProgress(running.public_id if running else None)
        session.add(ImportEvent(job_id=job.id, message=f"Import of {ref.path} started…"))
    return job


def _refuse(session: Session, user_id: int, ref: RepoRef) -> None:
    _refuse_known(session, user_id, ref)
    if running := lease.holder(session, user_id):
        raise ImportInProgress(running.public_id)


def _refuse_known(session: Session, user_id: int, ref: RepoRef) -> None:
    if project := duplicates.by_address(session, user_id, ref):
        raise DuplicateImport(project.id)
