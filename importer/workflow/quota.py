"""How many imports a person may ask for in an hour, where the instance sets a limit."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.errors import TooManyImports
from importer.models import ImportJob

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
    lately = (ImportJob.user_id == user_id, ImportJob.created_at > now() - _HOUR)
    used = session.scalar(select(func.count()).where(*lately)) or 0
    over = used + wanted - per_hour
    if over <= 0:
        return
    # There is room once as many of the oldest are an hour old as it takes; a request that asks for
    # more than a whole hour's share is told of the time when it could have all of that.
    oldest = select(ImportJob.created_at).where(*lately).order_by(ImportJob.created_at)
    free_at = session.scalar(oldest.offset(max(0, min(over, used) - 1)).limit(1))
    raise TooManyImports((free_at or now()) + _HOUR, per_hour)
