"""Connections that are being made: a person is at the forge and has not come back yet."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ForgeHandshake(Base):
    """Taken by deleting it: whoever deletes the row may use it, once.

    :ivar public_id: random; in the page's address (device) or, hashed, the ``state`` (web).
    :ivar user_id: who began it. NULL in rows that older versions made for people who were signing
        in; those are kept by their browsers now.
    :ivar sealed_secret: PKCE verifier (web) or device code (device).
    :ivar user_code: what the person types at the forge.
    :ivar interval: seconds the forge wants between two questions.
    :ivar ask_again_at: no question before then, however often the page asks us.
    """

    __tablename__ = "forge_handshakes"

    public_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    host: Mapped[str] = mapped_column(String(255))
    wants_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    sealed_secret: Mapped[str] = mapped_column(Text)
    user_code: Mapped[str] = mapped_column(String(20), default="")
    verification_url: Mapped[str] = mapped_column(Text, default="")
    interval: Mapped[int] = mapped_column(default=5, server_default="5")
    ask_again_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
