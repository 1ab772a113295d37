"""What a person wants to be told, and how; everybody has the defaults until they choose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from importer.database import rows_changed
from importer.errors import InvalidInput
from importer.models import Channel, Happening, NotificationChoice

# The webhook has no boxes to tick: it is there or not.
CHANNELS = (Channel.PAGE, Channel.BROWSER, Channel.EMAIL)
BOXES = tuple(f"{channel}.{happening}" for channel in CHANNELS for happening in Happening)
DEFAULT_WANTED = frozenset(
    f"{channel}.{happening}"
    for channel in CHANNELS
    for happening in (Happening.FINISHED, Happening.FAILED)
)
# Seconds; what the settings offer, and what the words beside them say.
PERIODS: Mapping[int, str] = {
    0: "always",
    30: "after 30 seconds",
    60: "after 1 minute",
    300: "after 5 minutes",
    1800: "after half an hour",
    7200: "after 2 hours",
}
DEFAULT_EMAIL_AFTER = 60

_ROW = select(NotificationChoice.wanted, NotificationChoice.email_after).where(
    NotificationChoice.user_id == bindparam("user_id")
)


@dataclass(frozen=True, slots=True)
class Choices:
    """:param wanted: ``channel.happening`` of each box that is ticked.
    :param email_after: seconds an import has to take before its success is worth a mail."""

    wanted: frozenset[str] = DEFAULT_WANTED
    email_after: int = DEFAULT_EMAIL_AFTER

    def wants(self, channel: Channel, happening: Happening) -> bool:
        return f"{channel}.{happening}" in self.wanted


def of(session: Session, user_id: int) -> Choices:
    """The person's choices, or the defaults."""
    row = session.execute(_ROW, {"user_id": user_id}).first()
    wanted, email_after = row or (None, None)
    return Choices(
        DEFAULT_WANTED if wanted is None else frozenset(wanted),
        DEFAULT_EMAIL_AFTER if email_after is None else email_after,
    )


def save(session: Session, user_id: int, wanted: Collection[str], email_after: int) -> None:
    """:raises InvalidInput: a box or a period that is not offered."""
    if not set(wanted) <= set(BOXES):
        raise InvalidInput("wanted", "There is no such way to be told.")
    if email_after not in PERIODS:
        raise InvalidInput("email_after", "Choose one of the periods in the list.")
    put(session, user_id, wanted=sorted(set(wanted)), email_after=email_after)


def put(session: Session, user_id: int, **values: object) -> None:
    """Write columns of the person's row, which may not be there yet."""
    changed = rows_changed(
        session,
        update(NotificationChoice).where(NotificationChoice.user_id == user_id).values(**values),
    )
    if not changed:
        session.execute(insert(NotificationChoice).values(user_id=user_id, **values))
