"""Writing down that people are to be told: called inside the transaction in which it happens.

Whoever ends an import calls :func:`import_ended` there. A crash before the commit leaves the import
unended and nobody to be told; after it, the rows are there for the worker to find.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import (
    Channel,
    Happening,
    ImportJob,
    JobKind,
    JobState,
    Notification,
    NotificationState,
)
from importer.notifications import choices, looking
from importer.notifications.choices import Choices

_JOB = select(ImportJob.user_id, ImportJob.kind, ImportJob.state, ImportJob.created_at).where(
    ImportJob.id == bindparam("job_id")
)
# The end of an import must not founder on a row that is there already.
_INSERT = {
    "sqlite": sqlite.insert(Notification).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Notification).on_conflict_do_nothing(),
}
_HAPPENED = {JobState.SUCCEEDED: Happening.FINISHED, JobState.FAILED: Happening.FAILED}


def import_started(session: Session, job_id: int) -> None:
    """A worker has begun for the first time with the import."""
    job = session.execute(_JOB, {"job_id": job_id}).one()
    if job.kind == JobKind.PREVIEW:
        return
    wanted = choices.of(session, job.user_id)
    _announce(session, job.user_id, job_id, Happening.STARTED, _channels(wanted, Happening.STARTED))


def import_ended(session: Session, job_id: int) -> None:
    """The import has succeeded or failed; its row says so already. One that was canceled is told
    of to nobody: they did it themselves. Nor is a preview, which is asked for to be looked at."""
    job = session.execute(_JOB, {"job_id": job_id}).one()
    happening = _HAPPENED.get(JobState(job.state))
    if happening is None or job.kind == JobKind.PREVIEW:
        return
    wanted = choices.of(session, job.user_id)
    channels = [
        channel
        for channel in _channels(wanted, happening)
        if channel != Channel.EMAIL
        or _is_worth_a_mail(session, job.user_id, happening, wanted, job.created_at)
    ]
    _announce(session, job.user_id, job_id, happening, channels)


def _channels(wanted: Choices, happening: Happening) -> Iterator[Channel]:
    return (channel for channel in choices.CHANNELS if wanted.wants(channel, happening))


def _is_worth_a_mail(
    session: Session, user_id: int, happening: Happening, wanted: Choices, asked_at: datetime
) -> bool:
    """A failure always; a success if it took its time and the person was not looking."""
    if happening == Happening.FAILED:
        return True
    moment = now()
    took_long = moment - asked_at >= timedelta(seconds=wanted.email_after)
    return took_long and not looking.was_looking(session, user_id, moment)


def _announce(
    session: Session, user_id: int, job_id: int, happening: Happening, channels: Iterable[Channel]
) -> None:
    moment = now()
    rows = [
        {
            "user_id": user_id,
            "job_id": job_id,
            "happening": happening,
            "channel": channel,
            "state": NotificationState.WAITING,
            "created_at": moment,
            "due_at": moment,
        }
        for channel in channels
    ]
    if rows:
        connection = session.connection()
        connection.execute(_INSERT[connection.dialect.name], rows)
