"""What is shown of an import: read from its rows alone, never from the queue."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from importer.clock import now
from importer.models import ImportEvent, ImportJob, JobState, Project, Step, User, Worker
from importer.workflow import pace, workers
from importer.workflow.pace import Eta

API_STATUS = {
    JobState.QUEUED: "PENDING",
    JobState.RUNNING: "STARTED",
    JobState.WAITING: "RETRY",
    JobState.SUCCEEDED: "SUCCESS",
    JobState.FAILED: "FAILURE",
    JobState.CANCELED: "REVOKED",
}

STEP_TITLES = {
    Step.RESOLVE: "Look up the repository",
    Step.FETCH: "Fetch README, manifests and facts",
    Step.ANALYSE: "Analyse",
    Step.SAVE: "Save the project page",
}

_PUBLIC_ID = re.compile("[0-9a-f-]{36}")

# What every look at an import asks. Composed once: that takes longer than running it.
_NAMED = select(ImportJob).where(ImportJob.public_id == bindparam("public_id"))
_LAST_LINE = (
    select(ImportEvent.id)
    .where(ImportEvent.job_id == ImportJob.id, ImportEvent.level != "count")
    .order_by(ImportEvent.id.desc())
    .limit(1)
    .scalar_subquery()
)
_NAMED_WITH_LAST_LINE = _NAMED.add_columns(_LAST_LINE)
# A refresh has a project from the start; its large columns are nothing for a look.
_LIGHT = (defer(Project.facts), defer(Project.analysis))
_EVENTS = (
    select(
        ImportEvent.id,
        ImportEvent.at,
        ImportEvent.level,
        ImportEvent.step,
        ImportEvent.percent,
        ImportEvent.message,
    )
    .where(ImportEvent.job_id == bindparam("job_id"), ImportEvent.level != "count")
    .order_by(ImportEvent.id)
)


class LogLine(NamedTuple):
    """A line of an import's log; see :class:`importer.models.ImportEvent`."""

    id: int
    at: datetime
    level: str
    step: str | None
    percent: int
    message: str


@dataclass(frozen=True, slots=True)
class StepView:
    """:param state: ``done``, ``now``, ``failed``, ``stopped`` or ``ahead``.
    :param seconds: how long it took, or has been taking; None before it began."""

    step: Step
    title: str
    state: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class JobView:
    """Everything the progress partial shows.

    :param elapsed: seconds since the import was asked for, or that it took.
    :param eta: from this host's own history; None while that says nothing.
    :param worker_missing: no worker has been alive for ten seconds and the job needs one.
    :param mark: stands for all that is shown, running clocks apart; see :func:`unmoved`.
    """

    job: ImportJob
    steps: list[StepView]
    events: list[LogLine]
    elapsed: float
    eta: Eta | None
    worker_missing: bool
    project: Project | None
    mark: str

    @property
    def last_event(self) -> int:
        """Id of the newest line of the log that is shown; 0 if there is none."""
        return self.events[-1].id if self.events else 0


def view(session: Session, job: ImportJob) -> JobView:
    """Read what belongs to ``job``."""
    events = [LogLine(*row) for row in session.execute(_EVENTS, {"job_id": job.id})]
    left = eta(session, job)
    worker_missing = is_worker_missing(session, job)
    return JobView(
        job=job,
        steps=_steps(job, events),
        events=events,
        elapsed=elapsed(job),
        eta=left,
        worker_missing=worker_missing,
        project=session.get(Project, job.project_id, options=_LIGHT) if job.project_id else None,
        mark=_mark(job, events[-1].id if events else None, left, worker_missing),
    )


def owned(session: Session, user: User, public_id: str) -> ImportJob | None:
    """The job of that name, if it is ``user``'s or ``user`` administers; there is no other way."""
    if not _PUBLIC_ID.fullmatch(public_id):
        # What a stranger typed: PostgreSQL would refuse some of it (NUL) with an error.
        return None
    job = session.scalar(_NAMED, {"public_id": public_id})
    return job if job and _may_see(user, job) else None


def unmoved(session: Session, user: User, public_id: str, mark: str) -> ImportJob | None:
    """The running job, if what is shown of it is still what ``mark`` stands for; else None, also if
    it is none of ``user``'s.

    Asked every second by each page that polls, and mostly true: a fraction of a whole :func:`view`.
    """
    if not mark or not _PUBLIC_ID.fullmatch(public_id):
        return None
    found = session.execute(_NAMED_WITH_LAST_LINE, {"public_id": public_id}).first()
    if found is None:
        return None
    job, last_line = found
    if job.finished or not _may_see(user, job):
        return None
    present = _mark(job, last_line, eta(session, job), is_worker_missing(session, job))
    return job if mark == present else None


def _may_see(user: User, job: ImportJob) -> bool:
    return job.user_id == user.id or user.is_admin


def _mark(job: ImportJob, last_line: int | None, left: Eta | None, worker_missing: bool) -> str:
    """Stands for all that is shown of the job but its running clocks, which the page moves on."""
    shown = (
        job.state,
        job.percent,
        job.step,
        job.message,
        job.position,
        job.resume_at,
        len(job.warnings),
        last_line,
        left and left.is_trusted,
        worker_missing,
    )
    return blake2b(repr(shown).encode(), digest_size=8).hexdigest()


def elapsed(job: ImportJob) -> float:
    return ((job.finished_at or now()) - job.created_at).total_seconds()


def is_worker_missing(session: Session, job: ImportJob) -> bool:
    """Whether a job that needs a worker has had none for ten seconds."""
    if job.finished:
        return False
    runs_in_the_foreground = job.state == JobState.RUNNING and job.worker_id is None
    if runs_in_the_foreground or job.created_at > now() - workers.MISSED_AFTER:
        return False
    seen = session.scalar(
        select(Worker.id).where(Worker.seen_at > now() - workers.MISSED_AFTER).limit(1)
    )
    return seen is None


def eta(session: Session, job: ImportJob) -> Eta | None:
    """What a running import probably still takes; None if nobody can say."""
    if job.state != JobState.RUNNING or job.step is None or job.step_at is None:
        return None
    so_far = (now() - job.step_at).total_seconds()
    return pace.time_left(pace.of(session, job.forge, job.size), Step(job.step), so_far)


def eta_seconds(session: Session, job: ImportJob) -> int | None:
    """The same as one number of seconds."""
    found = eta(session, job)
    return found.likely if found else None


def _steps(job: ImportJob, events: list[LogLine]) -> list[StepView]:
    began: dict[str, datetime] = {}
    for event in events:
        # A second attempt starts the steps again; the last time counts.
        if event.step and event.percent < 100:
            began[event.step] = event.at
    order = list(Step)
    reached = order.index(Step(job.step)) if job.step else -1
    views = []
    for index, step in enumerate(order):
        state = _step_state(job, index, reached)
        start = began.get(step) if state != "ahead" else None
        following = (began[later] for later in order[index + 1 :] if later in began)
        end = next(following, None) if state == "done" else None
        span = ((end or job.finished_at or now()) - start) if start else None
        views.append(StepView(step, STEP_TITLES[step], state, _seconds(span)))
    return views


def _step_state(job: ImportJob, index: int, reached: int) -> str:
    if job.state == JobState.SUCCEEDED or index < reached:
        return "done"
    if index > reached:
        return "ahead"
    if job.state == JobState.CANCELED:
        return "stopped"
    return "failed" if job.finished else "now"


def _seconds(span: timedelta | None) -> float | None:
    return max(0.0, span.total_seconds()) if span is not None else None
