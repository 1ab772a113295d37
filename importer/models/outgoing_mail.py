"""Mails on their way out. The row is the truth; the queue only says that there is one."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutgoingMail(Base):
    """:ivar recipient: one address.
    :ivar text: plain text; emptied, like ``html``, once the mail is sent or given up: links that
        let somebody in must not lie about.
    :ivar message_key: of its Message-ID, the same in every attempt: a mail that arrives twice is
        seen to be one.
    :ivar attempt: how often it was tried; every write about an attempt names its number.
    :ivar is_once: not tried again once it may have been sent.
    :ivar due_at: not to be tried before.
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        Index("ix_outgoing_mails_state_due_at", "state", "due_at"),
        CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]] = mapped_column(JSON)
    message_key: Mapped[str] = mapped_column(String(32))
    is_once: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(10), default=MailState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    nudged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(255), default="")
