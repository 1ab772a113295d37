"""Where a person's own program wants to hear of their imports, and what it has been told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Webhook(Base):
    """One a person.

    :ivar salt: with ``SECRET_KEY`` it makes the secret that signs; a new one makes a new secret.
    :ivar failures: attempts in a row that failed.
    :ivar off_at: since when nothing is sent any more, after too many of them.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    url: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    failures: Mapped[int] = mapped_column(default=0)
    off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookAttempt(Base):
    """A line of the log: one request and what came back.

    :ivar notification_id: what it told of; NULL for a test.
    :ivar event: e.g. ``import.finished``.
    :ivar subject: the repository, as people read it.
    :ivar status: of the answer; NULL if there was none.
    :ivar milliseconds: until the answer was there, or the attempt failed.
    :ivar answer: its first bytes as text, or why there was none.
    """

    __tablename__ = "webhook_attempts"
    __table_args__ = (Index("ix_webhook_attempts_webhook_id_id", "webhook_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    notification_id: Mapped[int | None] = mapped_column(
        ForeignKey("notifications.id", ondelete="SET NULL")
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    event: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(255))
    status: Mapped[int | None] = mapped_column()
    milliseconds: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(String(500), default="")

    @property
    def was_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300
