"""Browsers that have agreed to be told things while no tab is open."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class PushDevice(Base):
    """A push subscription of one browser.

    :ivar endpoint: where its push service takes messages; whoever knows it can try to send some.
    :ivar digest: SHA-256 of the endpoint, hexadecimal: a browser is registered once.
    :ivar p256dh: the browser's public key, URL-safe base64.
    :ivar auth: the secret shared with it, URL-safe base64.
    :ivar name: e.g. ``Firefox on Linux``.
    :ivar used_at: when its service last took a message.
    """

    __tablename__ = "push_devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    endpoint: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(String(120))
    auth: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
