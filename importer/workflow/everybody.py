"""Everybody's queues, for administrators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importer.models import ImportJob, ImportLease, ImportPause, User


@dataclass(frozen=True, slots=True)
class PersonsQueue:
    """:param job: the one that holds the person's lease.
    :param waiting: how many wait for their turn, that one included if it does.
    :param paused_at: since when the person lets nothing more begin."""

    user: User
    job: ImportJob
    waiting: int
    paused_at: datetime | None


def queues(session: Session) -> list[PersonsQueue]:
    """Of all who have something under way, those who began first first."""
    waiting = dict(
        session.execute(
            select(ImportJob.user_id, func.count())
            .where(ImportJob.position.is_not(None))
            .group_by(ImportJob.user_id)
        ).all()
    )
    rows = session.execute(
        select(User, ImportJob, ImportLease.paused_at)
        .join(ImportLease, ImportLease.user_id == User.id)
        .join(ImportJob, ImportJob.id == ImportLease.job_id)
        .order_by(ImportLease.taken_at, User.id)
    )
    return [
        PersonsQueue(user, job, waiting.get(user.id, 0), paused_at) for user, job, paused_at in rows
    ]


def pause_in_force(session: Session) -> ImportPause | None:
    """The pause of the whole instance, if there is one."""
    return session.get(ImportPause, 1)
