"""A page that could be: what a preview fetched and concluded, until it is imported or too old."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class Preview(Base):
    """:ivar job_id: the job that made it, whose owner alone sees it.
    :ivar requests: calls of the forge's quota it took.
    :ivar imported: the project's columns (``workflow.imported.columns``).
    :ivar expires_at: from then on nobody gets it, and the sweeper deletes it."""

    __tablename__ = "previews"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("import_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    requests: Mapped[int] = mapped_column()
    imported: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
