"""One running import per person, kept by one row and its UPDATE's row count.

The person's other imports wait for their turn in the order of their positions. Whatever ends an
import calls :func:`release`, in the same transaction: there, and nowhere else, the lease goes on to
the next in the queue, and the batch is finished when there is none.

A transaction that ends an import or changes the queue locks the person's lease first and jobs
after it (:func:`lock`), so that on PostgreSQL no two of them wait for each other. On SQLite the
transaction itself is the lock, and ``SELECT … FOR UPDATE`` is silently ignored.
"""

from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

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
_JOB = ImportJob.__table__.c
_FIRST = (
    select(_JOB.id, _JOB.kind, _JOB.path, _JOB.state, _JOB.message)
    .where(_JOB.user_id == bindparam("user_id"), _JOB.position.is_not(None))
    .order_by(_JOB.position, _JOB.id)
    .limit(1)
)
# As at admission: whoever gives the turn is about to tell the queue of it.
_GIVE_TURN = (
    update(ImportJob)
    .where(ImportJob.id == bindparam("next_id"))
    .values(position=None, nudged_at=bindparam("moment"), message=bindparam("words"))
)
_NOTE = insert(ImportEvent)
_HAND_OVER = (
    update(ImportLease)
    .where(ImportLease.user_id == bindparam("owner_id"))
    .values(
        job_id=bindparam("taker_id"),
        taken_at=bindparam("moment"),
        paused_at=bindparam("still_paused_at"),
    )
)
_PERSON = select(ImportJob.user_id).where(ImportJob.id == bindparam("ended_id")).scalar_subquery()
_SUCCESSOR = (
    select(ImportJob.id)
    .join(ImportLease, ImportLease.job_id == ImportJob.id)
    .where(
        ImportLease.user_id == _PERSON,
        ImportJob.id != bindparam("ended_id"),
        ImportJob.state == JobState.QUEUED,
        ImportJob.position.is_(None),
    )
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


def release(session: Session, held: ImportLease | None, job_id: int) -> None:
    """Let go of the lease if ``job_id`` holds it; otherwise it is none of its business.

    The first in the person's queue takes it over; the caller nudges that job after its commit
    (``importer.tasks`` does), or the sweeper will.

    :param held: the person's lease, as :func:`lock` gave it in this transaction.
    """
    if held is not None and held.job_id == job_id:
        pass_on(session, held)


def pass_on(session: Session, held: ImportLease) -> None:
    """Give the lease, which the caller has locked, to the first in the queue.

    In a paused queue the first one holds it without having its turn. Where nobody waits the lease
    is free, and what was a batch has ended.
    """
    # What the caller may have added to the queue.
    session.flush()
    first = session.connection().execute(_FIRST, {"user_id": held.user_id}).first()
    if first is None:
        _hand_over(session, held, None)
        _finish_batches(session, held.user_id)
        return
    _hand_over(session, held, first.id)
    if held.paused_at is None:
        _give_turn(session, first)


def _hand_over(session: Session, held: ImportLease, job_id: int | None) -> None:
    """To a job, or to nobody; with nobody in it the queue is not paused any more."""
    moment = now()
    held_by = {
        "job_id": job_id,
        "taken_at": moment if job_id else None,
        "paused_at": held.paused_at if job_id else None,
    }
    values = {
        "owner_id": held.user_id,
        "taker_id": job_id,
        "moment": held_by["taken_at"],
        "still_paused_at": held_by["paused_at"],
    }
    rows_changed(session, _HAND_OVER, values)
    for name, value in held_by.items():
        set_committed_value(held, name, value)


def _give_turn(session: Session, job: Row[*tuple[Any, ...]]) -> None:
    """Let a job of the queue be run from now on."""
    words = job.message if job.state == JobState.WAITING else "Waiting to start…"
    rows_changed(session, _GIVE_TURN, {"next_id": job.id, "moment": now(), "words": words})
    line = f"{job.kind.capitalize()} of {job.path} started…"
    session.connection().execute(_NOTE, {"job_id": job.id, "message": line})


def holder(session: Session, user_id: int) -> ImportJob | None:
    """The person's running import, if there is one."""
    return session.scalar(_HOLDER, {"user_id": user_id})


def successor(session: Session, job_id: int) -> int | None:
    """The job that took the lease over from ``job_id`` and waits to be run, if there is one."""
    found: int | None = session.connection().scalar(_SUCCESSOR, {"ended_id": job_id})
    return found


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
