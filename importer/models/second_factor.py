"""The second factor of those who want one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class SecondFactor(Base):
    """:ivar sealed_secret: of the one-time passwords (RFC 6238), encrypted.
    :ivar confirmed_at: when a first code was shown to be right; before that it asks nothing.
    :ivar last_step: the time step of the code last accepted: none is accepted twice.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    sealed_secret: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """:ivar digest: SHA-256 of the code, which is long and random. A used one is deleted."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
