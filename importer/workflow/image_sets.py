"""Which projects still need their images, and who fetches them. The rows are the truth."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.models import Image, ImageSet, Project, ProjectImage

MOST_ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=6)
"""Longer than any run takes; then its process is taken for dead."""

_DUE_AT_ONCE = 4
_BATCH = 200


class ImagesLost(Exception):
    """The project was deleted, or its images are another's to fetch now."""


@dataclass(frozen=True, slots=True)
class ImageRun:
    """One task's claim on one project's images."""

    project_id: int
    run_id: str
    for_import: datetime


def due() -> list[int]:
    """A few projects whose images are missing or older than their last import."""
    unheld = or_(ImageSet.run_id.is_(None), ImageSet.claimed_at < now() - LOST_AFTER)
    again = and_(ImageSet.is_done.is_(False), ImageSet.attempt < MOST_ATTEMPTS)
    query = (
        select(Project.id)
        .outerjoin(ImageSet, ImageSet.project_id == Project.id)
        .where(
            or_(
                ImageSet.project_id.is_(None),
                and_(unheld, or_(ImageSet.for_import < Project.imported_at, again)),
            )
        )
        .order_by(Project.imported_at.desc())
        .limit(_DUE_AT_ONCE)
    )
    found = list(db.session.scalars(query))
    db.session.commit()
    return found


def claim(project_id: int) -> ImageRun | None:
    """Take the project's images in hand; None if there is nothing to do, or somebody else does."""
    run_id = str(uuid.uuid4())
    try:
        with writing() as session:
            imported_at = session.scalar(
                select(Project.imported_at).where(Project.id == project_id)
            )
            if imported_at is None:
                return None
            run = ImageRun(project_id, run_id, imported_at)
            return run if _take(session, run) else None
    except IntegrityError:
        # Another has made the row, or the project has gone, in this very moment.
        return None


def _take(session: Session, run: ImageRun) -> bool:
    known = session.get(ImageSet, run.project_id, populate_existing=True)
    taken = {"run_id": run.run_id, "claimed_at": now(), "for_import": run.for_import}
    if known is None:
        session.add(ImageSet(project_id=run.project_id, attempt=1, **taken))
        session.flush()
        return True
    is_newer = known.for_import < run.for_import
    if not is_newer and (known.is_done or known.attempt >= MOST_ATTEMPTS):
        return False
    attempt = 1 if is_newer else known.attempt + 1
    unheld = or_(ImageSet.run_id.is_(None), ImageSet.claimed_at < now() - LOST_AFTER)
    statement = update(ImageSet).where(ImageSet.project_id == run.project_id, unheld)
    return rows_changed(session, statement.values(attempt=attempt, is_done=False, **taken)) == 1


def change(session: Session, run: ImageRun, **values: object) -> None:
    """Write to the row, if it is still ours.

    :raises ImagesLost: it is not.
    """
    statement = update(ImageSet).where(
        ImageSet.project_id == run.project_id, ImageSet.run_id == run.run_id
    )
    if not rows_changed(session, statement.values(**values)):
        raise ImagesLost


def give_back(run: ImageRun) -> None:
    """The worker is stopping: another will begin anew, and this was no attempt."""
    with writing() as session:
        change(session, run, run_id=None, attempt=ImageSet.attempt - 1)


def remove_orphans(session: Session, among: list[str] | None = None) -> int:
    """Delete images that no project shows any more; returns how many.

    :param among: look at these alone.
    """
    unused = ~exists().where(ProjectImage.sha256 == Image.sha256)
    query = select(Image.sha256).where(unused).limit(_BATCH)
    found = list(session.scalars(query if among is None else query.where(Image.sha256.in_(among))))
    if not found:
        return 0
    return rows_changed(session, delete(Image).where(Image.sha256.in_(found), unused))


def sweep_orphans() -> int:
    """The same by itself; looking costs no write lock."""
    unused = select(Image.sha256).where(~exists().where(ProjectImage.sha256 == Image.sha256))
    is_any = db.session.scalars(unused.limit(1)).first() is not None
    db.session.commit()
    if not is_any:
        return 0
    with writing() as session:
        return remove_orphans(session)
