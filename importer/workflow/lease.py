"""One running import per person, kept by one row and its UPDATE's row count.

``SELECT … FOR UPDATE`` would not do: SQLite ignores it silently.
"""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed
from importer.models import ImportJob, ImportLease

_HOLDER = (
    select(ImportJob)
    .join(ImportLease, ImportLease.job_id == ImportJob.id)
    .where(ImportLease.user_id == bindparam("user_id"))
)
# The public id of the same import, as an expression.
HOLDER_ID = _HOLDER.with_only_columns(ImportJob.public_id).scalar_subquery()

_TAKE = (
    update(ImportLease)
    .where(ImportLease.user_id == bindparam("owner_id"), ImportLease.job_id.is_(None))
    .values(job_id=bindparam("taker_id"), taken_at=bindparam("moment"))
)


def take(session: Session, user_id: int, job_id: int) -> bool:
    """Let ``job_id`` be the person's one import; False if another one is."""
    values = {"owner_id": user_id, "taker_id": job_id, "moment": now()}
    return rows_changed(session, _TAKE, values) == 1


def release(session: Session, user_id: int, job_id: int) -> None:
    """Free the lease if ``job_id`` holds it; otherwise it is none of its business."""
    session.execute(
        update(ImportLease)
        .where(ImportLease.user_id == user_id, ImportLease.job_id == job_id)
        .values(job_id=None, taken_at=None)
    )


def holder(session: Session, user_id: int) -> ImportJob | None:
    """The person's running import, if there is one."""
    return session.scalar(_HOLDER, {"user_id": user_id})
