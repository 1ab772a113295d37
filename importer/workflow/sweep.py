"""Finding what was left lying: jobs whose worker died, jobs nobody picked up, leases nobody holds.

Every write is conditional on what was seen, so that two sweepers at once, or a run that ends in
between, do no harm. Looking costs no write lock; only finding something does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import ImportFailed
from importer.models import ImportJob, ImportLease, JobState, Worker
from importer.notifications import announcing
from importer.workflow import kept, lease, pauses, runs, workers
from importer.workflow.runs import MAX_ATTEMPTS

# Longer than any single call may take: an import that beats no heart this long hangs.
HUNG_AFTER = timedelta(seconds=60)
# A job may lie this long between its commit and its nudge before the nudge counts as lost.
NUDGE_LOST_AFTER = timedelta(seconds=2)
NUDGE_AGAIN_AFTER = timedelta(seconds=30)


@dataclass(slots=True)
class Sweeping:
    """What a sweep did.

    :param nudges: ids of jobs that Huey is to be told about.
    """

    buried: int = 0
    requeued: int = 0
    given_up: int = 0
    leases_freed: int = 0
    nudges: list[int] = field(default_factory=list)

    @property
    def found_something(self) -> bool:
        return bool(
            self.buried or self.requeued or self.given_up or self.leases_freed or self.nudges
        )

    def __str__(self) -> str:
        return (
            f"{self.buried} dead workers, {self.requeued} jobs taken back, "
            f"{self.given_up} given up, {len(self.nudges)} nudged, "
            f"{self.leases_freed} leases freed"
        )


def sweep(queue_is_empty: Callable[[], bool]) -> Sweeping:
    """Look once, and mend what is found; the caller nudges the jobs named.

    :param queue_is_empty: whether Huey has nothing to hand out; a queued job is then forgotten.
    """
    done = Sweeping()
    _bury_dead_workers(done)
    _take_back_orphans(done)
    _free_leases(done)
    kept.forget_old()
    _collect_nudges(done, queue_is_empty)
    # Ends the reading transaction: an open one would keep SQLite's log from being folded in.
    db.session.commit()
    return done


def _bury_dead_workers(done: Sweeping) -> None:
    if gone := workers.dead(db.session()):
        with writing() as session:
            done.buried = workers.bury(session, gone)


def _take_back_orphans(done: Sweeping) -> None:
    hung = ImportJob.heartbeat_at < now() - HUNG_AFTER
    orphaned = and_(ImportJob.worker_id.is_not(None), ImportJob.worker_id.not_in(select(Worker.id)))
    found = db.session.scalars(
        select(ImportJob).where(ImportJob.state == JobState.RUNNING, or_(hung, orphaned)),
        execution_options={"populate_existing": True},
    ).all()
    for job in found:
        with writing() as session:
            held = lease.lock(session, job.user_id)
            if job.attempt < MAX_ATTEMPTS:
                done.requeued += _requeue(session, job)
            else:
                done.given_up += _give_up(session, job, held)


def _requeue(session: Session, job: ImportJob) -> int:
    taken = _take_from_run(
        session,
        job,
        state=JobState.QUEUED,
        run_id=None,
        nudged_at=None,
        step=None,
        message="Waiting to start…",
    )
    if taken:
        runs.note(session, job.id, "The worker stopped answering; starting again", level="warning")
    return taken


def _give_up(session: Session, job: ImportJob, held: ImportLease | None) -> int:
    error = ImportFailed(f"The worker stopped answering in {MAX_ATTEMPTS} attempts.")
    taken = _take_from_run(session, job, **runs.failure(error))
    if taken:
        announcing.import_ended(session, job.id)
        lease.release(session, held, job.id)
        runs.note(session, job.id, error.message, level="error")
    return taken


def _take_from_run(session: Session, job: ImportJob, **values: object) -> int:
    return rows_changed(
        session,
        update(ImportJob)
        .where(
            ImportJob.id == job.id,
            ImportJob.run_id == job.run_id,
            ImportJob.state == JobState.RUNNING,
            ImportJob.heartbeat_at == job.heartbeat_at,
        )
        .values(**values),
    )


def _free_leases(done: Sweeping) -> None:
    for user_id in db.session.scalars(lease.astray()).all():
        with writing() as session:
            done.leases_freed += lease.mend(session, user_id)


def _collect_nudges(done: Sweeping, queue_is_empty: Callable[[], bool]) -> None:
    """Jobs that could run, and are not known to be in the queue."""
    moment = now()
    if pauses.is_paused(db.session()):
        return
    due = and_(ImportJob.state == JobState.WAITING, ImportJob.resume_at <= moment)
    unheard = or_(ImportJob.nudged_at.is_(None), ImportJob.nudged_at < moment - NUDGE_LOST_AFTER)
    found = db.session.scalars(
        select(ImportJob)
        .where(or_(due, ImportJob.state == JobState.QUEUED), ImportJob.position.is_(None), unheard)
        # Those that have waited longest first: nobody's turn is lost with the queue.
        .order_by(ImportJob.nudged_at, ImportJob.id),
        # Some were changed a moment ago, in this very sweep.
        execution_options={"populate_existing": True},
    ).all()
    if found:
        empty = queue_is_empty()
        done.nudges = [job.id for job in found if empty or _needs_nudge(job)]


def _needs_nudge(job: ImportJob) -> bool:
    """Whether to nudge although the queue has work.

    It may be this job's, still waiting there: a second nudge is harmless, but a long queue must
    not be filled with them.
    """
    return job.nudged_at is None or job.nudged_at < now() - NUDGE_AGAIN_AFTER
