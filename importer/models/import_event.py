"""The append-only log of an import: what the progress page shows and the stream sends."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ImportEvent(Base):
    """:ivar level: ``info``, ``warning`` or ``error``; or ``count``, which is no line of the log
    but lets open pages see at once how far the import is."""

    __tablename__ = "import_events"
    __table_args__ = (
        Index("ix_import_events_job_id_id", "job_id", "id"),
        # Never a number twice, not even after the newest rows were deleted: pages come back with
        # the last one they have seen.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("import_jobs.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    level: Mapped[str] = mapped_column(String(7), default="info")
    step: Mapped[str | None] = mapped_column(String(10))
    percent: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(255))
