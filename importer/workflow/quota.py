"""How many imports a person may ask for in an hour, where the instance sets a limit."""

from datetime import timedelta

from sqlalchemy import delete, func, select, union_all
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed
from importer.errors import TooManyImports
from importer.models import ImportJob, RemovedImport

_HOUR = timedelta(hours=1)


def require(session: Session, user_id: int, per_hour: int, wanted: int = 1) -> None:
    """Exact within a transaction that writes and has locked the person's lease, as all do that make
    imports; elsewhere only a quick look.

    :param per_hour: 0 for no limit.
    :param wanted: imports that are asked for now.
    :raises TooManyImports: they would be too many, now or ever.
    """
    if not per_hour:
        return
    since = now() - _HOUR
    there = select(ImportJob.created_at.label("asked_at")).where(
        ImportJob.user_id == user_id, ImportJob.created_at > since
    )
    removed = select(RemovedImport.asked_at).where(
        RemovedImport.user_id == user_id, RemovedImport.asked_at > since
    )
    lately = union_all(there, removed).subquery()
    used = session.scalar(select(func.count()).select_from(lately)) or 0
    over = used + wanted - per_hour
    if over <= 0:
        return
    # There is room once as many of the oldest are an hour old as it takes; a request that asks for
    # more than a whole hour's share is told of the time when it could have all of that.
    oldest = select(lately.c.asked_at).order_by(lately.c.asked_at)
    free_at = session.scalar(oldest.offset(max(0, min(over, used) - 1)).limit(1))
    raise TooManyImports((free_at or now()) + _HOUR, per_hour)


def remove(session: Session, job: ImportJob) -> None:
    """Delete an import; what it took of the hour's share stays taken."""
    gone = rows_changed(session, delete(ImportJob).where(ImportJob.id == job.id))
    if gone and job.created_at > now() - _HOUR:
        session.add(RemovedImport(user_id=job.user_id, asked_at=job.created_at))


def forget_old(session: Session) -> None:
    """Delete what does not count any more."""
    session.execute(delete(RemovedImport).where(RemovedImport.asked_at < now() - _HOUR))
