"""Attempts to deliver: claimed by one UPDATE, ended by another, taken back from the dead.

A worker can be killed at any line. Before it has called another host (``calling_at``) nobody has
been told anything, and another worker tries again. While it calls nobody can know: then it is not
tried again, so that nothing is shown twice. Webhooks are the exception: their receivers are given
the same id with every attempt and can tell.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed
from importer.models import Channel, ImportJob, Notification, NotificationState
from importer.notifications.errors import Undeliverable

# After each failed attempt; then it is given up.
DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# No attempt takes as long: a claim this old is a dead worker's.
CLAIM_LOST_AFTER = timedelta(seconds=60)
NUDGE_LOST_AFTER = timedelta(seconds=3)
NUDGE_AGAIN_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(days=30)
LOST = "The worker died while it was sending; whether it arrived is not known."

# What is shown in the page is fetched from there.
_LEAVES_THE_HOUSE = Notification.channel != Channel.PAGE
_WAITING = (
    select(Notification.id)
    .where(
        Notification.state == NotificationState.WAITING,
        Notification.due_at <= bindparam("moment"),
        _LEAVES_THE_HOUSE,
    )
    .order_by(Notification.due_at)
    .limit(100)
)
_BATCH_ID = select(ImportJob.batch_id).where(ImportJob.id == bindparam("of_job")).scalar_subquery()
# Composed once: every import that ends asks.
_NEW_OF = _WAITING.where(
    or_(Notification.job_id == bindparam("of_job"), Notification.batch_id == _BATCH_ID),
    Notification.nudged_at.is_(None),
)


def claim(session: Session, notification_id: int) -> Notification | None:
    """Take one that is due; None if there is nothing to do or somebody else has it."""
    moment = now()
    taken = rows_changed(
        session,
        update(Notification)
        .where(
            Notification.id == notification_id,
            Notification.state == NotificationState.WAITING,
            Notification.due_at <= moment,
            _LEAVES_THE_HOUSE,
        )
        .values(
            state=NotificationState.SENDING,
            attempt=Notification.attempt + 1,
            claimed_at=moment,
            calling_at=None,
            error="",
        ),
    )
    if not taken:
        return None
    return session.get_one(Notification, notification_id, populate_existing=True)


def about_to_call(session: Session, claimed: Notification) -> bool:
    """From here on the other side may have been told. False if the claim was lost meanwhile."""
    return _change(session, claimed, calling_at=now())


def note_sent(session: Session, claimed: Notification) -> bool:
    """False if the claim was lost meanwhile."""
    return _change(session, claimed, state=NotificationState.SENT, finished_at=now())


def note_skipped(session: Session, claimed: Notification, why: str) -> None:
    _change(session, claimed, state=NotificationState.SKIPPED, finished_at=now(), error=why[:255])


def note_failure(session: Session, claimed: Notification, error: Undeliverable) -> None:
    """Try again later, or give up."""
    said = str(error)[:255]
    if error.is_final or claimed.attempt > len(DELAYS):
        _change(session, claimed, state=NotificationState.FAILED, finished_at=now(), error=said)
        return
    later = now() + DELAYS[claimed.attempt - 1]
    _change(
        session,
        claimed,
        state=NotificationState.WAITING,
        due_at=max(later, error.not_before or later),
        nudged_at=None,
        error=said,
    )


def again(session: Session, notification_id: int, target_id: int) -> bool:
    """Let a webhook that has been told be told once more; False if that is on its way already."""
    changed = rows_changed(
        session,
        update(Notification)
        .where(
            Notification.id == notification_id,
            Notification.channel == Channel.WEBHOOK,
            Notification.target_id == target_id,
            Notification.state != NotificationState.SENDING,
        )
        .values(state=NotificationState.WAITING, attempt=0, due_at=now(), finished_at=None),
    )
    return changed == 1


def due(session: Session) -> list[int]:
    """Ids of those that could be delivered and that the queue may have forgotten."""
    moment = now()
    unheard = or_(
        and_(Notification.nudged_at.is_(None), Notification.due_at < moment - NUDGE_LOST_AFTER),
        Notification.nudged_at < moment - NUDGE_AGAIN_AFTER,
    )
    return _waiting(session, moment, unheard)


def new_of(session: Session, job_id: int) -> list[int]:
    """Ids of those about an import, or its batch, that the queue has not been told of yet."""
    return list(session.connection().scalars(_NEW_OF, {"of_job": job_id, "moment": now()}))


def note_nudges(session: Session, ids: list[int]) -> None:
    session.execute(update(Notification).where(Notification.id.in_(ids)).values(nudged_at=now()))


def untidy(session: Session) -> bool:
    """Whether :func:`tidy` has anything to do; looking takes no write lock."""
    return (
        session.scalars(select(Notification.id).where(or_(_lost(), _old())).limit(1)).first()
        is not None
    )


def tidy(session: Session) -> None:
    """Take back what dead workers hold, or give it up; forget what is long past."""
    may_be_told = and_(
        Notification.calling_at.is_not(None), Notification.channel != Channel.WEBHOOK
    )
    session.execute(
        update(Notification)
        .where(_lost(), may_be_told)
        .values(state=NotificationState.FAILED, finished_at=now(), error=LOST)
    )
    # What kills or breaks every worker that takes it up is not tried for ever.
    session.execute(
        update(Notification)
        .where(_lost(), Notification.attempt > len(DELAYS))
        .values(state=NotificationState.FAILED, finished_at=now(), error=LOST)
    )
    session.execute(
        update(Notification).where(_lost()).values(state=NotificationState.WAITING, nudged_at=None)
    )
    session.execute(delete(Notification).where(_old()))


def _waiting(session: Session, moment: datetime, which: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(_WAITING.where(which), {"moment": moment}))


def _lost() -> ColumnElement[bool]:
    return and_(
        Notification.state == NotificationState.SENDING,
        Notification.claimed_at < now() - CLAIM_LOST_AFTER,
    )


def _old() -> ColumnElement[bool]:
    return Notification.created_at < now() - KEPT_FOR


def _change(session: Session, claimed: Notification, **values: object) -> bool:
    changed = rows_changed(
        session,
        update(Notification)
        .where(
            Notification.id == claimed.id,
            Notification.state == NotificationState.SENDING,
            Notification.attempt == claimed.attempt,
        )
        .values(**values),
    )
    return changed == 1
