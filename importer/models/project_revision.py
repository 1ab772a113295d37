"""What a project was before its last refresh, so that the refresh can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from importer.clock import now
from importer.database import Base, UtcDateTime


class ProjectRevision(Base):
    """The imported values a refresh replaced; one row a project, of its last refresh.

    :ivar changes: list of ``{"field", "label", "old", "new"}``, for people.
    :ivar imported: the replaced columns (``workflow.imported.columns``).
    :ivar is_seen: the owner wants to read of it no more.
    """

    __tablename__ = "project_revisions"

    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True
    )
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    imported: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    is_seen: Mapped[bool] = mapped_column(default=False, server_default=false())
