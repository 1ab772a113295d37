"""What a person does to their queue: pause and resume, order, remove, cancel all, retry failed."""

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed, writing
from importer.errors import DuplicateImport, ImportCanceled, InvalidInput
from importer.models import (
    ACTIVE_STATES,
    ImportBatch,
    ImportEvent,
    ImportJob,
    ImportLease,
    JobKind,
    JobState,
)
from importer.workflow import batches, lease, quota, runs
from importer.workflow.batches import GAP, WAITS, Wish
from importer.workflow.plan import MOST

MOVES = ("up", "down", "top", "bottom")


def pause(user_id: int) -> None:
    """Let nothing more of the person's queue begin; what runs comes to its end."""
    with writing() as session:
        held = lease.lock(session, user_id)
        if held is None or held.job_id is None or held.paused_at is not None:
            # An empty queue stays as it is: the next import would not know why it waits.
            return
        held.paused_at = now()
        session.flush()
        runs.note(session, held.job_id, "The queue was paused")
        _take_turn_back(session, held)


def resume(user_id: int) -> int | None:
    """Let the queue go on; returns the job that holds the lease then, None if nothing changed."""
    with writing() as session:
        held = lease.lock(session, user_id)
        if held is None or held.paused_at is None:
            return None
        held.paused_at = None
        session.flush()
        holder = lease.holder(session, user_id)
        if holder is None or holder.finished or holder.position is not None:
            lease.pass_on(session, held)
        if held.job_id is not None:
            runs.note(session, held.job_id, "The queue goes on")
        return held.job_id


def cancel_all(user_id: int) -> int:
    """End every import of the person, running or not; returns how many."""
    with writing() as session:
        held = lease.lock(session, user_id)
        mine = (ImportJob.user_id == user_id, ImportJob.state.in_(ACTIVE_STATES))
        line = select(ImportJob.id, literal(ImportCanceled.default_message)).where(*mine)
        session.execute(insert(ImportEvent).from_select(["job_id", "message"], line))
        ended = rows_changed(session, update(ImportJob).where(*mine).values(**runs.cancellation()))
        if held is not None:
            lease.pass_on(session, held)
        return ended


def remove(job: ImportJob) -> None:
    """Take a job off the list for good, ending it first if it has not ended."""
    runs.cancel(job)
    with writing() as session:
        quota.remove(session, job)


def move(job: ImportJob, to: str) -> None:
    """Let a waiting job change places: ``up`` or ``down`` by one, to the ``top`` or ``bottom``.

    One that is not waiting any more stays where it is: it was quicker.
    """
    if to not in MOVES:
        raise InvalidInput("to", f"A job moves {', '.join(MOVES)}.")
    with writing() as session:
        lease.lock(session, job.user_id)
        others = _order(session, job.user_id)
        if job.id not in others:
            return
        here, last = list(others).index(job.id), len(others) - 1
        del others[job.id]
        there = {"up": here - 1, "down": here + 1, "top": 0, "bottom": last}[to]
        _place(session, job, others, min(max(there, 0), last))


def move_beside(job: ImportJob, other: ImportJob, *, after: bool = False) -> None:
    """Put a waiting job before (or after) another one that waits."""
    with writing() as session:
        lease.lock(session, job.user_id)
        others = _order(session, job.user_id)
        if job.id not in others or other.id not in others or job.id == other.id:
            return
        del others[job.id]
        _place(session, job, others, list(others).index(other.id) + after)


def retry_one(job: ImportJob, *, per_hour: int = 0) -> ImportBatch | None:
    """Try an import again that failed or was canceled, behind what is under way; None if that was
    done before.

    :raises TooManyImports: of the person, in this hour.
    """
    with writing() as session:
        held = lease.lock(session, job.user_id)
        ended = ImportJob.state.in_((JobState.FAILED, JobState.CANCELED))
        again = select(ImportJob).where(
            ImportJob.id == job.id, ended, ImportJob.retried_at.is_(None)
        )
        found = list(session.scalars(again))
        if held is None or not found:
            return None
        return batches.enqueue(session, held, _wishes(found), per_hour)


def _wishes(failed: list[ImportJob]) -> list[Wish]:
    return [
        Wish(
            job.ref,
            job.is_showcase,
            job.is_private,
            kind=job.kind,
            project_id=job.project_id if job.kind == JobKind.REFRESH else None,
            retries=job.id,
        )
        for job in failed
    ]


def retry_failed(
    user_id: int, batch_id: int | None = None, *, per_hour: int = 0
) -> ImportBatch | None:
    """Try again what failed (of one batch, or all), behind what is under way; None if nothing did.

    What turned out to be imported already is left alone.

    :raises TooManyImports: there is no room for all of them in this hour.
    """
    with writing() as session:
        held = lease.lock(session, user_id)
        failed = _failed(session, user_id, batch_id)
        if held is None or not failed:
            return None
        return batches.enqueue(session, held, _wishes(failed), per_hour)


def _failed(session: Session, user_id: int, batch_id: int | None) -> list[ImportJob]:
    query = (
        select(ImportJob)
        .where(
            ImportJob.user_id == user_id,
            ImportJob.state == JobState.FAILED,
            ImportJob.kind != JobKind.PREVIEW,
            ImportJob.retried_at.is_(None),
            ImportJob.error_code != DuplicateImport.code,
        )
        .order_by(ImportJob.id)
        .limit(MOST)
    )
    if batch_id is not None:
        query = query.where(ImportJob.batch_id == batch_id)
    return list(session.scalars(query))


def _take_turn_back(session: Session, held: ImportLease) -> None:
    """Put a job that has its turn and does not use it yet back before all others."""
    first = select(func.min(ImportJob.position)).where(ImportJob.user_id == held.user_id)
    position = (session.scalar(first) or GAP) - GAP
    waits = update(ImportJob).where(
        ImportJob.id == held.job_id,
        ImportJob.state == JobState.QUEUED,
        ImportJob.position.is_(None),
    )
    rows_changed(session, waits.values(position=position, message=WAITS))


def _order(session: Session, user_id: int) -> dict[int, int]:
    """Who waits, first to last, with their positions."""
    queue = select(ImportJob.id, ImportJob.position).where(
        ImportJob.user_id == user_id, ImportJob.position.is_not(None)
    )
    rows = session.execute(queue.order_by(ImportJob.position, ImportJob.id))
    return {id: position for id, position in rows if position is not None}


def _place(session: Session, job: ImportJob, others: dict[int, int], at: int) -> None:
    """Put ``job`` among ``others``, renumbering them only where there is no room."""
    ids, positions = list(others), list(others.values())
    after = positions[at] if at < len(positions) else (positions or [0])[-1] + 2 * GAP
    before = positions[at - 1] if at > 0 else after - 2 * GAP
    if after - before >= 2:
        moved = {job.id: (before + after) // 2}
    else:
        order = [*ids[:at], job.id, *ids[at:]]
        moved = {id: GAP * number for number, id in enumerate(order, start=1)}
    rows = [{"id": id, "position": position} for id, position in moved.items()]
    session.execute(update(ImportJob), rows)
    # For the log, and for pages that show the queue.
    runs.note(session, job.id, f"Moved to place {at + 1}")
