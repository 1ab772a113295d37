"""What each person wants to be told, and how."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class NotificationChoice(Base):
    """A person's choices. Who has made none has no row, and the defaults.

    :ivar wanted: ``channel.happening`` for each box that is ticked, e.g. ``email.failed``.
    :ivar email_after: seconds an import has to take before its success is worth a mail.
    :ivar looked_at: when the person last watched an import that had not ended; written at most
        every few seconds.
    """

    __tablename__ = "notification_choices"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    wanted: Mapped[list[str] | None] = mapped_column(JSON)
    email_after: Mapped[int | None] = mapped_column()
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
