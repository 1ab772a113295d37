"""Holding back all imports of the instance, which is an administrator's to do.

A person's own pause stands in their lease; see ``importer.workflow.turns``.
"""

from sqlalchemy import Exists, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.database import writing
from importer.models import ImportJob, ImportPause, JobState


def in_force() -> Exists:
    """Condition for statements: whether all imports are held back."""
    return exists().where(ImportPause.id == 1)


def is_paused(session: Session) -> bool:
    return bool(session.scalar(select(in_force())))


def pause_all(user_id: int) -> None:
    """Let no import begin until :func:`resume_all`; those that run come to their end."""
    try:
        with writing() as session:
            session.add(ImportPause(id=1, paused_by_id=user_id))
    except IntegrityError:
        # Somebody else has done it already.
        return


def resume_all() -> None:
    """Let imports begin again; the sweeper, told of none of them yet, nudges them."""
    with writing() as session:
        session.execute(delete(ImportPause))
        session.execute(
            update(ImportJob)
            .where(ImportJob.state == JobState.QUEUED, ImportJob.position.is_(None))
            .values(nudged_at=None)
        )
