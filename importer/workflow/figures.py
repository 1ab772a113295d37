"""What can be counted of the whole instance, read from its rows: any process of any host gives the
same figures. For administrators, and for whoever watches the host."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import ImportJob, JobState, Project, RateBudget, User, Worker
from importer.workflow import workers

# Imports looked at for the plot at the most; far more than a host has in two weeks.
MOST_ENDED = 20_000


@dataclass(frozen=True, slots=True)
class Day:
    """What ended on one day (UTC).

    :param failures: number of failed imports by error code."""

    day: date
    succeeded: int
    failures: Counter[str]


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
        select(func.min(ImportJob.created_at)).where(
            ImportJob.state == JobState.QUEUED, ImportJob.position.is_(None)
        )
    )
    return max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0


def ended_by_day(session: Session, days: int) -> list[Day]:
    """What ended on each of the last days, the oldest first; days on which nothing did included."""
    today = now().date()
    first = today - timedelta(days=days - 1)
    succeeded: Counter[date] = Counter()
    failed: dict[date, Counter[str]] = {
        first + timedelta(days=ahead): Counter() for ahead in range(days)
    }
    # Counted here: the two databases do not agree on how to ask for a time's day in UTC.
    ended = session.execute(
        select(ImportJob.finished_at, ImportJob.state, ImportJob.error_code)
        .where(
            ImportJob.state.in_((JobState.SUCCEEDED, JobState.FAILED)),
            ImportJob.finished_at >= datetime.combine(first, datetime.min.time(), now().tzinfo),
        )
        .limit(MOST_ENDED)
    )
    for finished_at, state, code in ended:
        if finished_at is None or finished_at.date() not in failed:
            continue
        if state == JobState.SUCCEEDED:
            succeeded[finished_at.date()] += 1
        else:
            failed[finished_at.date()][code or "IMPORT_FAILED"] += 1
    return [Day(day, succeeded[day], failed[day]) for day in failed]
