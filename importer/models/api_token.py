"""Tokens scripts sign in with; only their hashes are kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class Scope(StrEnum):
    """What a token may do; each includes those before it."""

    READ = "read"
    IMPORT = "import"
    MANAGE = "manage"

    def includes(self, other: "Scope") -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


class ApiToken(Base):
    """:ivar prefix: the visible first characters, to tell tokens apart.
    :ivar digest: SHA-256 of the whole token, hexadecimal. The token itself is long and random, so
        a slow password hash would add nothing but time.
    :ivar scope: a :class:`Scope`.
    :ivar expires_at: from when it is refused; None for never.
    :ivar used_at: when it was last used, to some minutes; None for never.
    :ivar used_from: the address of that use."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Tokens made before there were scopes could do everything.
    scope: Mapped[str] = mapped_column(
        String(10), default=Scope.MANAGE, server_default=Scope.MANAGE.value
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_from: Mapped[str] = mapped_column(String(45), default="", server_default="")
