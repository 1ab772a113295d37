"""What is shown in the page, wherever in the application the person is: each notice once."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.models import (
    ACTIVE_STATES,
    Channel,
    ImportJob,
    Notification,
    NotificationState,
)
from importer.notifications import wording
from importer.notifications.wording import Told

# More at once would cover the page; the rest follows when these have been seen.
MOST = 4

_UNSEEN = (
    select(Notification.id)
    .where(
        Notification.user_id == bindparam("user_id"),
        Notification.channel == Channel.PAGE,
        Notification.state == NotificationState.WAITING,
    )
    .order_by(Notification.id)
    .limit(MOST)
)
_ACTIVE = select(func.count(), func.max(ImportJob.percent)).where(
    ImportJob.user_id == bindparam("user_id"), ImportJob.state.in_(ACTIVE_STATES)
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a page asks now and then.

    :param active: imports of the person that have not ended.
    :param percent: how far the foremost of them is.
    :param unseen: whether there is something to show."""

    active: int
    percent: int
    unseen: bool


def pulse(session: Session, user_id: int) -> Pulse:
    """Two looks along indexes."""
    active, percent = session.execute(_ACTIVE, {"user_id": user_id}).one()
    unseen = session.scalars(_UNSEEN, {"user_id": user_id}).first() is not None
    return Pulse(active, percent or 0, unseen)


def take(user_id: int, *, but_of: str = "") -> list[Told]:
    """What has not been shown yet, the oldest first; from now on it has been.

    Of two tabs that ask at once each notice goes to one.

    :param but_of: public id of an import whose own page the person is on, and which needs no
        further word there.
    """
    ids = db.session.scalars(_UNSEEN, {"user_id": user_id}).all()
    if not ids:
        return []
    with writing() as session:
        mine = [one for one in ids if _mark_seen(session, one)]
        told = [wording.tell(session, one) for one in mine]
    return [one for one in told if not but_of or one.job_public_id != but_of]


def has_been_told(job: ImportJob) -> None:
    """The person is looking at the import itself: what became of it need not be said again."""
    notice = db.session.scalar(
        select(Notification.id).where(
            Notification.job_id == job.id,
            Notification.channel == Channel.PAGE,
            Notification.state == NotificationState.WAITING,
        )
    )
    if notice is not None:
        with writing() as session:
            _mark_seen(session, notice)


def _mark_seen(session: Session, notification_id: int) -> bool:
    moment = now()
    return bool(
        rows_changed(
            session,
            update(Notification)
            .where(
                Notification.id == notification_id,
                Notification.state == NotificationState.WAITING,
            )
            .values(state=NotificationState.SENT, seen_at=moment, finished_at=moment),
        )
    )
