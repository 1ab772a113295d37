"""Whether a person is watching their import: then nobody has to write to them about it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, writing
from importer.models import NotificationChoice
from importer.notifications import choices

# A page that is watched asks every second or two: it is written down now and then.
NOTED_EVERY = timedelta(seconds=10)
STILL_LOOKING = timedelta(seconds=30)


def note(user_id: int) -> None:
    """The person's import is on their screen at this moment. Costs a look, seldom a write."""
    moment = now()
    looked_at = _looked_at(db.session(), user_id)
    if looked_at is not None and looked_at > moment - NOTED_EVERY:
        return
    try:
        with writing() as session:
            choices.put(session, user_id, looked_at=moment)
    except IntegrityError:
        # Another tab of theirs has just made the row.
        return


def was_looking(session: Session, user_id: int, at: datetime) -> bool:
    """Whether the person had their import before them about ``at``."""
    looked_at = _looked_at(session, user_id)
    return looked_at is not None and looked_at > at - STILL_LOOKING


def _looked_at(session: Session, user_id: int) -> datetime | None:
    return session.scalar(
        select(NotificationChoice.looked_at).where(NotificationChoice.user_id == user_id)
    )
