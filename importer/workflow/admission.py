"""Whether an import may start, decided in one short write transaction."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, insert_one, writing
from importer.errors import DuplicateImport, ImportInProgress, NotFound
from importer.models import ImportJob, JobKind, Project
from importer.snapshot import RepoRef
from importer.workflow import duplicates, lease, quota, retries, runs

# What stands in an import's way, in one statement: three looks into indexes.
_IN_THE_WAY = select(duplicates.PROJECT_ID, lease.HOLDER_ID)


def admit(
    user_id: int,
    ref: RepoRef,
    *,
    is_showcase: bool = False,
    is_private: bool = True,
    kind: JobKind = JobKind.IMPORT,
    project_id: int | None = None,
    retried: ImportJob | None = None,
    public_id: str | None = None,
    per_hour: int = 0,
) -> ImportJob:
    """Make the job and take the person's lease; the caller enqueues it after this returns.

    :param project_id: of the project that a refresh renews. Only a refresh is let through for a
        repository that has one.
    :param retried: the failed import that this one tries again.
    :param public_id: the job's, where it is more than a random one.
    :param per_hour: how many imports the person may ask for in an hour; 0 for no limit.
    :raises DuplicateImport: the address leads to a project that exists.
    :raises ImportInProgress: the person's one import is running.
    :raises TooManyImports: of the person, in this hour.
    :raises NotFound: the project to be refreshed has been deleted.
    :raises IntegrityError: there is a job of that ``public_id``.
    """
    # Refusals are the common case under load and need no write lock. What is decided here is only
    # the quick answer; the transaction below decides again.
    _refuse(db.session(), user_id, ref, kind)
    quota.require(db.session(), user_id, per_hour)
    with writing() as session:
        _refuse(session, user_id, ref, kind)
        if per_hour:
            # Whoever else makes imports for this person waits here until these can be counted.
            lease.lock(session, user_id)
            quota.require(session, user_id, per_hour)
        if kind == JobKind.REFRESH:
            _require(session, user_id, project_id)
        job = ImportJob(
            public_id=public_id or str(uuid.uuid4()),
            user_id=user_id,
            forge=ref.forge,
            host=ref.host,
            path=ref.path,
            source_key=ref.source_key,
            kind=kind,
            project_id=project_id,
            is_showcase=is_showcase,
            is_private=is_private,
            message="Waiting to start…",
            # The caller is about to; should it die first, this is how long nobody wonders.
            nudged_at=now(),
        )
        insert_one(session, job)
        if not lease.take(session, user_id, job.id):
            # Nobody else can write now, so this is the one that took it after the look above.
            raise ImportInProgress(session.scalar(select(lease.HOLDER_ID), {"user_id": user_id}))
        if retried is not None:
            retries.follow(session, retried.id, job.id)
        runs.note(session, job.id, f"{kind.capitalize()} of {ref.path} started…")
    return job


def _refuse(session: Session, user_id: int, ref: RepoRef, kind: JobKind) -> None:
    project_id, running = session.execute(_IN_THE_WAY, duplicates.asked(user_id, ref)).one()
    # A preview says of itself that there is a project already.
    if project_id and kind == JobKind.IMPORT:
        raise DuplicateImport(project_id)
    if running:
        raise ImportInProgress(running)


def _require(session: Session, user_id: int, project_id: int | None) -> None:
    """Locked where the database has locks for rows, so that the job can point to it."""
    owned = select(Project.id).where(Project.id == project_id, Project.user_id == user_id)
    if session.scalar(owned.with_for_update()) is None:
        raise NotFound("The project has been deleted.")
