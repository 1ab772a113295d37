"""What happened to an account, for the person whose it is."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class AuditEvent(Base):
    """Append-only; written by ``importer.audit``.

    :ivar user_id: whose account it happened to; it goes with the account.
    :ivar actor: the name of who did it, where that was somebody else; ``command line`` is one.
    :ivar kind: a key of ``importer.audit.KINDS``.
    :ivar address: where the request came from; empty for what no request did.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_user_id_id", "user_id", "id"),
        Index("ix_audit_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor: Mapped[str] = mapped_column(String(39), default="")
    kind: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(45), default="")
    detail: Mapped[str] = mapped_column(String(200), default="")
