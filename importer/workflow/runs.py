"""A run: one worker's claim on a job, and every write it may make while it holds it.

Each write says ``AND run_id = …``. A worker that was taken for dead, or whose job was canceled,
therefore changes nothing any more; it learns so by :class:`RunLost`.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, case, func, insert, not_, or_, select, update
from sqlalchemy.orm import QueryableAttribute, Session
from sqlalchemy.sql import ClauseElement

from importer.clock import now
from importer.database import UtcDateTime, rows_changed, writing
from importer.errors import ImportCanceled, RepofolioError
from importer.models import ACTIVE_STATES, ImportEvent, ImportJob, JobKind, JobState, Step, User
from importer.notifications import announcing
from importer.snapshot import RepoRef
from importer.workflow import lease, pauses

MAX_ATTEMPTS = 3
PATIENCE = timedelta(days=1)
_NOTE = insert(ImportEvent)
_JOB, _USER = ImportJob.__table__.c, User.__table__.c
# What the database computes, and not a value.
_SQL = (ClauseElement, QueryableAttribute)
_MOMENT = bindparam("moment", type_=UtcDateTime())
_CLAIM = (
    update(ImportJob)
    .where(
        ImportJob.id == bindparam("claimed_id"),
        or_(ImportJob.state == JobState.QUEUED, ImportJob.state == JobState.WAITING),
        ImportJob.position.is_(None),
        not_(pauses.in_force()),
        or_(ImportJob.resume_at.is_(None), ImportJob.resume_at <= _MOMENT),
    )
    .values(
        state=JobState.RUNNING,
        run_id=bindparam("claim"),
        worker_id=bindparam("claimer"),
        attempt=ImportJob.attempt + 1,
        heartbeat_at=_MOMENT,
        started_at=func.coalesce(ImportJob.started_at, _MOMENT),
        resume_at=None,
    )
)
# Columns and not objects: a worker has no use for a job's and a person's other thirty.
_CLAIMED = (
    select(
        _JOB.public_id,
        _JOB.user_id,
        _JOB.forge,
        _JOB.host,
        _JOB.path,
        _JOB.kind,
        _JOB.is_showcase,
        _JOB.is_private,
        _JOB.attempt,
        _JOB.batch_id,
        _JOB.started_at,
        _JOB.project_id,
        _USER.username,
        _USER.is_admin,
    )
    .join_from(ImportJob.__table__, User.__table__, _USER.id == _JOB.user_id)
    .where(_JOB.id == bindparam("claimed_id"))
)
RETRY_DELAYS = (timedelta(seconds=2), timedelta(seconds=10))


class RunLost(Exception):
    """The job is not this run's any more: canceled, or given to another worker."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a worker needs to know of the job it has claimed."""

    job_id: int
    run_id: str
    public_id: str
    user_id: int
    username: str
    is_admin: bool
    ref: RepoRef
    is_showcase: bool
    is_private: bool
    attempt: int
    begun_at: datetime
    kind: JobKind = JobKind.IMPORT
    project_id: int | None = None

    @property
    def has_waited_long(self) -> bool:
        """A forge that says "later" for a day does not mean it."""
        return now() - self.begun_at > PATIENCE


def claim(job_id: int, worker_id: str | None) -> Run | None:
    """Become the one who runs this job; None if somebody else has it or it is not its time."""
    run_id = str(uuid.uuid4())
    moment = now()
    values = {"claimed_id": job_id, "claim": run_id, "claimer": worker_id, "moment": moment}
    with writing() as session:
        if rows_changed(session, _CLAIM, values) != 1:
            return None
        job = session.connection().execute(_CLAIMED, {"claimed_id": job_id}).one()
        if job.started_at == moment:
            announcing.import_started(session, job_id, job.user_id, JobKind(job.kind), job.batch_id)
        return Run(
            job_id=job_id,
            run_id=run_id,
            public_id=job.public_id,
            user_id=job.user_id,
            username=job.username,
            is_admin=job.is_admin,
            ref=RepoRef(job.host, job.path, job.forge),
            is_showcase=job.is_showcase,
            is_private=job.is_private,
            attempt=job.attempt,
            begun_at=job.started_at or moment,
            kind=JobKind(job.kind),
            project_id=job.project_id,
        )


def report(
    run: Run, step: Step, percent: int, message: str, level: str = "info", size: str | None = None
) -> None:
    """Progress: the job's row, a line of its log, and a heartbeat.

    :param percent: the row's never goes back, not when the steps begin again either.
    :param level: ``count`` for what is no line of the log but to be seen at once.
    :param size: the repository's size class, once it is known.
    :raises RunLost: the job is not this run's any more.
    """
    moment = now()
    known: dict[str, Any] = {} if level == "count" else {"step_at": moment}
    if size:
        known["size"] = size
    with writing() as session:
        change(
            session,
            run,
            step=step,
            percent=case((ImportJob.percent > percent, ImportJob.percent), else_=percent),
            message=message[:255],
            heartbeat_at=moment,
            **known,
        )
        note(session, run.job_id, message, level=level, step=step, percent=percent)


def beat(run: Run) -> None:
    """Say that the import is getting on. :raises RunLost: it is not this run's any more."""
    with writing() as session:
        change(session, run, heartbeat_at=now())


def wait(run: Run, error: RepofolioError, resume_at: datetime, *, counts: bool) -> None:
    """Put the job aside until ``resume_at``; its lease stays.

    :param counts: whether this run was one of the job's attempts. Being told to wait by a rate
        limit is not.
    """
    with writing() as session:
        change(
            session,
            run,
            state=JobState.WAITING,
            run_id=None,
            resume_at=resume_at,
            nudged_at=None,
            message=error.message[:255],
            error_code=error.code,
            suggestion=error.suggestion,
            attempt=ImportJob.attempt if counts else ImportJob.attempt - 1,
        )
        note(session, run.job_id, error.message, level="warning")


def give_back(run: Run) -> None:
    """Let another worker run the job from the start: this one is being stopped."""
    with writing() as session:
        change(
            session,
            run,
            state=JobState.QUEUED,
            run_id=None,
            nudged_at=None,
            attempt=ImportJob.attempt - 1,
            step=None,
            message="Waiting to start…",
        )
        note(session, run.job_id, "The worker is being stopped; another one will start again")


def fail(run: Run, error: RepofolioError, project_id: int | None = None) -> None:
    """End the job as failed and let go of the person's lease."""
    with writing() as session:
        held = lease.lock(session, run.user_id)
        # Otherwise as it is: a refresh keeps its project, unless that is gone.
        project = {"project_id": project_id} if project_id else {}
        change(session, run, **project, **failure(error))
        announcing.import_ended(session, run.job_id)
        lease.release(session, held, run.job_id)
        note(session, run.job_id, error.message, level="error")


def failure(error: RepofolioError) -> dict[str, Any]:
    """The columns of a job that failed with ``error``."""
    return {
        "state": JobState.FAILED,
        "run_id": None,
        "resume_at": None,
        "position": None,
        "finished_at": now(),
        "message": error.message[:255],
        "error_code": error.code,
        "error": error.message,
        "suggestion": error.suggestion,
        "error_link": error.link,
    }


def cancel(job: ImportJob) -> bool:
    """End an import now, running or not; False if it had ended already.

    The run learns at its next checkpoint that the job is not its any more.
    """
    with writing() as session:
        held = lease.lock(session, job.user_id)
        changed = rows_changed(
            session,
            update(ImportJob)
            .where(ImportJob.id == job.id, ImportJob.state.in_(ACTIVE_STATES))
            .values(**cancellation()),
        )
        if changed != 1:
            return False
        lease.release(session, held, job.id)
        note(session, job.id, ImportCanceled.default_message)
    return True


def cancellation() -> dict[str, Any]:
    """The columns of a job that was canceled."""
    return failure(ImportCanceled()) | {"state": JobState.CANCELED}


def change(session: Session, run: Run, **values: Any) -> None:
    """Write to the job if, and only if, this run still has it.

    :raises RunLost: it has not.
    """
    computed = {name: value for name, value in values.items() if isinstance(value, _SQL)}
    plain = {f"new_{name}": value for name, value in values.items() if name not in computed}
    statement = _change(tuple(name for name in values if name not in computed))
    if computed:
        statement = statement.values(computed)
    if rows_changed(session, statement, plain | {"job": run.job_id, "run": run.run_id}) != 1:
        raise RunLost


@cache
def _change(names: tuple[str, ...]) -> Update:
    """Composed once for the same columns: that takes longer than running it."""
    return (
        update(ImportJob)
        .where(
            ImportJob.id == bindparam("job"),
            ImportJob.run_id == bindparam("run"),
            ImportJob.state == JobState.RUNNING,
        )
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def note(
    session: Session,
    job_id: int,
    message: str,
    *,
    level: str = "info",
    step: Step | None = None,
    percent: int = 0,
) -> None:
    """Add a line to the job's log."""
    line = {"job_id": job_id, "level": level, "step": step, "percent": percent}
    # The connection's own INSERT: nobody needs the line as an object.
    session.connection().execute(_NOTE, line | {"message": message[:255]})
