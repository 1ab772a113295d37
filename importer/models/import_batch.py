"""A list of repositories that a person imports one after another, under one lease."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ImportBatch(Base):
    """What its jobs have in common; everything else stands in their rows.

    :ivar public_id: random UUID; the batch's name in addresses.
    :ivar finished_at: written in the transaction that ends the last of its jobs; from then on
        nothing is added to it.
    """

    __tablename__ = "import_batches"
    __table_args__ = (
        Index("ix_import_batches_user_id_created_at", "user_id", "created_at"),
        Index("ix_import_batches_finished_at", "finished_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(36), unique=True, default=lambda: str(uuid.uuid4())
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
