"""What an import has fetched, until it ends well: a retry need not ask the forge again."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class KeptSnapshot(Base):
    """:ivar data: the ``RepoSnapshot`` as compressed JSON (``importer.workflow.kept``)."""

    __tablename__ = "kept_snapshots"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("import_jobs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
