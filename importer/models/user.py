"""People with an account."""

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import String, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class User(UserMixin, Base):  # type: ignore[misc]
    """An account.

    :ivar username_key: the name folded to lower case; what has to be unique.
    :ivar is_founder: True for the account made on the first visit, NULL for all others. Its unique
        index is what lets only one of two simultaneous first visits become administrator.
    :ivar password_hash: argon2id; empty where there is no password.
    :ivar email_verified_at: when a link sent to ``email`` was last opened.
    :ivar is_pending: made by open sign-up, and the link has not been opened: nobody signs in yet.
    :ivar session_key: of the session this object was loaded for; no column.
    :ivar session_epoch: part of every session; raising it ends them all.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(39))
    username_key: Mapped[str] = mapped_column(String(39), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(String(255))
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_founder: Mapped[bool | None] = mapped_column(unique=True)
    session_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_pending: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    session_key = ""

    @property
    def has_password(self) -> bool:
        """False for an account made with GitHub whose owner has set none."""
        return bool(self.password_hash)

    def get_id(self) -> str:
        """What the session cookie holds: refused once the epoch has moved on, or once the row of
        the session is gone."""
        return f"{self.id}:{self.session_epoch}:{self.session_key}"
