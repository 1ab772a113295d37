"""What a person is to be told, one row for each thing and each way of telling it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Channel(StrEnum):
    PAGE = "page"
    BROWSER = "browser"
    EMAIL = "email"
    WEBHOOK = "webhook"


class Happening(StrEnum):
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


class NotificationState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class Notification(Base):
    """Written by the transaction in which it happens; its unique indexes keep it the only one.

    :ivar job_id: the import it is about, or
    :ivar batch_id: the batch, which is told of once and as a whole.
    :ivar target_id: of the device it goes to; 0 where the channel has no such thing.
    :ivar due_at: the first moment it may be delivered.
    :ivar nudged_at: when Huey was last told of it.
    :ivar claimed_at: when the present attempt began.
    :ivar calling_at: when that attempt was about to call another host. Before this moment an
        attempt that was cut off has told nobody anything.
    :ivar seen_at: when it was shown in the page.
    :ivar error: why the last attempt failed, or why there was none.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint(
            "job_id", "happening", "channel", "target_id", name="uq_notifications_job_once"
        ),
        UniqueConstraint("batch_id", "channel", "target_id", name="uq_notifications_batch_once"),
        CheckConstraint("channel IN ('page', 'browser', 'email', 'webhook')", name="channel_known"),
        CheckConstraint("happening IN ('started', 'finished', 'failed')", name="happening_known"),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'skipped', 'failed')", name="state_known"
        ),
        Index("ix_notifications_user_id_channel_state", "user_id", "channel", "state"),
        Index("ix_notifications_state_due_at", "state", "due_at"),
        Index("ix_notifications_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("import_jobs.id", ondelete="CASCADE"))
    # No foreign key: batches go with their person, as these rows do.
    batch_id: Mapped[int | None] = mapped_column()
    happening: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default=NotificationState.WAITING)
    attempt: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    nudged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    calling_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(255), default="")
