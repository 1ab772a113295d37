"""The row that holds back every import of the instance."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ImportPause(Base):
    """While it is there no import is begun; there is one such row, or none.

    :ivar paused_by_id: the administrator who did it.
    """

    __tablename__ = "import_pauses"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paused_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    paused_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
