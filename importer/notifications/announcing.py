"""Writing down that people are to be told: called inside the transaction in which it happens.

Whoever ends an import calls :func:`import_ended` there, whoever ends a batch :func:`batch_ended`.
A crash before the commit leaves the import unended and nobody to be told; after it, the rows are
there for the worker to find.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import (
    Channel,
    Happening,
    ImportBatch,
    ImportJob,
    JobKind,
    JobState,
    Notification,
    NotificationState,
    PushDevice,
    Webhook,
)
from importer.notifications import choices, looking, tallies
from importer.notifications.choices import Choices

_JOB = select(
    ImportJob.user_id, ImportJob.kind, ImportJob.state, ImportJob.created_at, ImportJob.batch_id
).where(ImportJob.id == bindparam("job_id"))
_BATCH = select(ImportBatch.user_id, ImportBatch.created_at).where(
    ImportBatch.id == bindparam("batch_id")
)
# The end of an import must not founder on a row that is there already.
_INSERT = {
    "sqlite": sqlite.insert(Notification).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Notification).on_conflict_do_nothing(),
}
_DEVICES = select(PushDevice.id).where(PushDevice.user_id == bindparam("user_id"))
_WEBHOOK = select(Webhook.id).where(
    Webhook.user_id == bindparam("user_id"), Webhook.off_at.is_(None)
)
_HAPPENED = {JobState.SUCCEEDED: Happening.FINISHED, JobState.FAILED: Happening.FAILED}


def import_started(
    session: Session, job_id: int, user_id: int, kind: JobKind, batch_id: int | None
) -> None:
    """A worker has begun for the first time with the import."""
    if kind == JobKind.PREVIEW or batch_id is not None:
        return
    wanted = choices.of(session, user_id)
    started = Happening.STARTED
    ways = {one: started for one in choices.CHANNELS if wanted.wants(one, started)}
    _announce(session, user_id, ways, job_id=job_id)


def import_ended(session: Session, job_id: int) -> None:
    """The import has succeeded or failed; its row says so already. One that was canceled is told
    of to nobody: they did it themselves. Nor is a preview, which is asked for to be looked at.

    Of a batch's imports only the webhook is told one by one; people are told of the whole.
    """
    job = session.connection().execute(_JOB, {"job_id": job_id}).one()
    happening = _HAPPENED.get(JobState(job.state))
    if happening is None or job.kind == JobKind.PREVIEW:
        return
    ways = {Channel.WEBHOOK: happening}
    if job.batch_id is None:
        ways |= _ways(session, job.user_id, job.created_at, [happening])
    _announce(session, job.user_id, ways, job_id=job_id)


def batch_ended(session: Session, batch_id: int) -> None:
    """The last import of the batch has ended; its row says so already."""
    batch = session.execute(_BATCH, {"batch_id": batch_id}).one()
    tally = tallies.of_batch(session, batch_id)
    if not tally.failed and not tally.succeeded:
        # Canceled as a whole, which is known to whom it concerns.
        return
    happened = [Happening.FAILED] if tally.failed else []
    ways = _ways(session, batch.user_id, batch.created_at, [*happened, Happening.FINISHED])
    ways |= {Channel.WEBHOOK: Happening.FAILED if tally.failed else Happening.FINISHED}
    _announce(session, batch.user_id, ways, batch_id=batch_id)


def _ways(
    session: Session, user_id: int, asked_at: datetime, happened: list[Happening]
) -> dict[Channel, Happening]:
    """How the person is to be told, and of which of the things that have happened."""
    wanted = choices.of(session, user_id)
    ways = {}
    for channel in choices.CHANNELS:
        happening = next((one for one in happened if wanted.wants(channel, one)), None)
        if happening is not None:
            ways[channel] = happening
    if ways.get(Channel.EMAIL) == Happening.FINISHED and not _is_worth_a_mail(
        session, user_id, wanted, asked_at
    ):
        del ways[Channel.EMAIL]
    return ways


def _is_worth_a_mail(session: Session, user_id: int, wanted: Choices, asked_at: datetime) -> bool:
    """A success is if it took its time and the person was not looking; a failure always."""
    moment = now()
    took_long = moment - asked_at >= timedelta(seconds=wanted.email_after)
    return took_long and not looking.was_looking(session, user_id, moment)


def _announce(
    session: Session, user_id: int, ways: Mapping[Channel, Happening], **about: int
) -> None:
    """:param about: ``job_id`` or ``batch_id``."""
    moment = now()
    rows: list[dict[str, object]] = [
        {
            "user_id": user_id,
            "happening": happening,
            "channel": channel,
            "target_id": target_id,
            "state": NotificationState.WAITING,
            "created_at": moment,
            "due_at": moment,
            **about,
        }
        for channel, happening in ways.items()
        for target_id in _targets(session, user_id, channel)
    ]
    if rows:
        connection = session.connection()
        connection.execute(_INSERT[connection.dialect.name], rows)


def _targets(session: Session, user_id: int, channel: Channel) -> Iterable[int]:
    """Ids of what the channel leads to; 0 where that is simply the person."""
    if channel == Channel.BROWSER:
        return session.connection().scalars(_DEVICES, {"user_id": user_id}).all()
    if channel == Channel.WEBHOOK:
        return session.connection().scalars(_WEBHOOK, {"user_id": user_id}).all()
    return (0,)
