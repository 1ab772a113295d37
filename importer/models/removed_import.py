"""Imports that were taken off the list, as far as they still count."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class RemovedImport(Base):
    """What an hour's limit counts beside the imports that are there: nobody gets room again by
    taking imports off the list.

    :ivar asked_at: when the import was asked for.
    """

    __tablename__ = "removed_imports"
    __table_args__ = (Index("ix_removed_imports_user_id_asked_at", "user_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
