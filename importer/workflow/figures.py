"""What can be counted of the whole instance, read from its rows: any process of any host gives the
same figures. For administrators, and for whoever watches the host."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import ImportJob, JobState, Project, RateBudget, User, Worker
from importer.workflow import workers


@dataclass(frozen=True, slots=True)
class Figures:
    """:param jobs: number of imports by state; every state is there.
    :param failures: number of failed imports by error code.
    :param workers: processes that are alive, the longest running first.
    :param oldest_wait: seconds that the import which has been waiting longest for a worker has
        waited; 0 if none is.
    :param budgets: what forges have left for each credential, by its label."""

    users: int
    projects: int
    jobs: dict[str, int]
    failures: dict[str, int]
    workers: list[Worker]
    oldest_wait: float
    budgets: list[RateBudget]


def figures(session: Session) -> Figures:
    """Count; a few statements, each of which finds its rows in an index."""
    counted = session.execute(select(ImportJob.state, func.count()).group_by(ImportJob.state))
    failed = session.execute(
        select(ImportJob.error_code, func.count())
        .where(ImportJob.state == JobState.FAILED)
        .group_by(ImportJob.error_code)
    )
    return Figures(
        users=_count(session, User),
        projects=_count(session, Project),
        jobs=dict.fromkeys(JobState, 0) | dict(counted.all()),
        failures={code or "IMPORT_FAILED": count for code, count in failed},
        workers=workers.alive(session),
        oldest_wait=_oldest_wait(session),
        budgets=list(session.scalars(select(RateBudget).order_by(RateBudget.host))),
    )


def _count(session: Session, table: type[User] | type[Project]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _oldest_wait(session: Session) -> float:
    oldest: datetime | None = session.scalar(
        select(func.min(ImportJob.created_at)).where(ImportJob.state == JobState.QUEUED)
    )
    return max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0
