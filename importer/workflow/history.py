"""A person's imports of late."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.models import ImportJob, Project

SHOWN = 100


@dataclass(frozen=True, slots=True)
class PastImport:
    """:param slug: of the project it ended in; None if there is none (any more)."""

    job: ImportJob
    slug: str | None


def recent(session: Session, user_id: int) -> list[PastImport]:
    """The newest imports first, at most :data:`SHOWN`."""
    rows = session.execute(
        select(ImportJob, Project.slug)
        .outerjoin(Project, Project.id == ImportJob.project_id)
        .where(ImportJob.user_id == user_id)
        .order_by(ImportJob.created_at.desc(), ImportJob.id.desc())
        .limit(SHOWN)
    )
    return [PastImport(job, slug) for job, slug in rows]
