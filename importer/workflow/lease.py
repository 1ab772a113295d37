"""One running import per person, kept by one row and its UPDATE's row count.

The person's other imports wait for their turn in the order of their positions. Whatever ends an
import calls :func:`release`, in the same transaction: there, and nowhere else, the lease goes on to
the next in the queue, and the batch is finished when there is none.

A transaction that ends an import or changes the queue locks the person's lease first and jobs
after it (:func:`lock`), so that on PostgreSQL no two of them wait for each other. On SQLite the
transaction itself is the lock, and ``SELECT … FOR UPDATE`` is silently ignored.
"""

from sqlalchemy import Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed
from importer.models import (
    FINISHED_STATES,
    ImportBatch,
    ImportEvent,
    ImportJob,
    ImportLease,
    JobState,
)
from importer.notifications import announcing

_HOLDER = (
    select(ImportJob)
    .join(ImportLease, ImportLease.job_id == ImportJob.id)
    .where(ImportLease.user_id == bindparam("user_id"))
)
# The public id of the same import, as an expression.
HOLDER_ID = _HOLDER.with_only_columns(ImportJob.public_id).scalar_subquery()

_TAKE = (
    update(ImportLease)
    .where(ImportLease.user_id == bindparam("owner_id"), ImportLease.job_id.is_(None))
    .values(job_id=bindparam("taker_id"), taken_at=bindparam("moment"))
)
_FIRST = (
    select(ImportJob)
    .where(ImportJob.user_id == bindparam("user_id"), ImportJob.position.is_not(None))
    .order_by(ImportJob.position, ImportJob.id)
    .limit(1)
)
_LEASE = select(ImportLease).where(ImportLease.user_id == bindparam("user_id"))


def lock(session: Session, user_id: int) -> ImportLease | None:
    """The person's lease as it is now and stays until the transaction ends; None for a person who
    is gone."""
    return session.scalar(
        _LEASE.with_for_update(),
        {"user_id": user_id},
        execution_options={"populate_existing": True},
    )


def take(session: Session, user_id: int, job_id: int) -> bool:
    """Let ``job_id`` be the person's one import; False if another one is."""
    values = {"owner_id": user_id, "taker_id": job_id, "moment": now()}
    return rows_changed(session, _TAKE, values) == 1


def release(session: Session, user_id: int, job_id: int) -> None:
    """Let go of the lease if ``job_id`` holds it; otherwise it is none of its business.

    The first in the person's queue takes it over; the caller nudges that job after its commit
    (``importer.tasks`` does), or the sweeper will.
    """
    held = lock(session, user_id)
    if held is not None and held.job_id == job_id:
        pass_on(session, held)


def pass_on(session: Session, held: ImportLease) -> None:
    """Give the lease, which the caller has locked, to the first in the queue.

    In a paused queue the first one holds it without having its turn. Where nobody waits the lease
    is free, and what was a batch has ended.
    """
    first = next_in_queue(session, held.user_id)
    if first is None:
        _set(session, held, job_id=None, taken_at=None, paused_at=None)
        _finish_batches(session, held.user_id)
        return
    _set(session, held, job_id=first.id, taken_at=now())
    if held.paused_at is None:
        give_turn(session, first)


def next_in_queue(session: Session, user_id: int) -> ImportJob | None:
    """The job whose turn is next."""
    return session.scalar(
        _FIRST, {"user_id": user_id}, execution_options={"populate_existing": True}
    )


def give_turn(session: Session, job: ImportJob) -> None:
    """Let a job of the queue be run from now on."""
    message = job.message if job.state == JobState.WAITING else "Waiting to start…"
    session.execute(
        update(ImportJob)
        .where(ImportJob.id == job.id)
        # As at admission: the caller is about to tell the queue of it.
        .values(position=None, nudged_at=now(), message=message),
        execution_options={"synchronize_session": False},
    )
    session.add(
        ImportEvent(job_id=job.id, message=f"{job.kind.capitalize()} of {job.path} started…")
    )


def holder(session: Session, user_id: int) -> ImportJob | None:
    """The person's running import, if there is one."""
    return session.scalar(_HOLDER, {"user_id": user_id})


def successor(session: Session, job_id: int) -> int | None:
    """The job that took the lease over from ``job_id`` and waits to be run, if there is one."""
    person = select(ImportJob.user_id).where(ImportJob.id == job_id).scalar_subquery()
    return session.scalar(
        select(ImportJob.id)
        .join(ImportLease, ImportLease.job_id == ImportJob.id)
        .where(
            ImportLease.user_id == person,
            ImportJob.id != job_id,
            ImportJob.state == JobState.QUEUED,
            ImportJob.position.is_(None),
        )
    )


def _set(session: Session, held: ImportLease, **values: object) -> None:
    for name, value in values.items():
        setattr(held, name, value)
    session.flush()


def _finish_batches(session: Session, user_id: int) -> None:
    is_open = and_(ImportBatch.user_id == user_id, ImportBatch.finished_at.is_(None))
    for batch_id in session.scalars(select(ImportBatch.id).where(is_open)).all():
        session.execute(
            update(ImportBatch).where(ImportBatch.id == batch_id).values(finished_at=now()),
            execution_options={"synchronize_session": False},
        )
        announcing.batch_ended(session, batch_id)


def astray() -> Select[int]:
    """People whose lease is not where it should be: its job has ended or is gone, or has not been
    given a turn that is due. Only an accident leaves it so."""
    holder_ended = exists().where(
        ImportJob.id == ImportLease.job_id, ImportJob.state.in_(FINISHED_STATES)
    )
    holder_waits = exists().where(
        ImportJob.id == ImportLease.job_id, ImportJob.position.is_not(None)
    )
    has_batch = exists().where(
        ImportBatch.user_id == ImportLease.user_id, ImportBatch.finished_at.is_(None)
    )
    # From the few leases to their jobs: the ended jobs pile up and must not be listed.
    return select(ImportLease.user_id).where(
        or_(
            holder_ended,
            and_(holder_waits, ImportLease.paused_at.is_(None)),
            and_(ImportLease.job_id.is_(None), has_batch),
        )
    )


def mend(session: Session, user_id: int) -> bool:
    """Pass the person's lease on if that was forgotten; False if all is well by now."""
    held = lock(session, user_id)
    if held is None:
        return False
    job = session.get(ImportJob, held.job_id, populate_existing=True) if held.job_id else None
    if job is not None and not job.finished and (job.position is None or held.paused_at):
        return False
    pass_on(session, held)
    return True
