"""What became of a batch, in numbers."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from importer.models import ImportJob, JobState

# Of those that failed, so many are named.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Tally:
    succeeded: int
    failed: int
    canceled: int

    @property
    def total(self) -> int:
        return self.succeeded + self.failed + self.canceled


def of_batch(session: Session, batch_id: int) -> Tally:
    """What failed and was tried again counts by what came of that."""
    rows = session.execute(
        select(ImportJob.state, func.count()).where(_counts(batch_id)).group_by(ImportJob.state)
    )
    numbers: dict[str, int] = dict(rows.all())
    return Tally(
        numbers.get(JobState.SUCCEEDED, 0),
        numbers.get(JobState.FAILED, 0),
        numbers.get(JobState.CANCELED, 0),
    )


def failures(session: Session, batch_id: int) -> list[str]:
    """The first of those that failed, with the reason."""
    rows = session.execute(
        select(ImportJob.path, ImportJob.error)
        .where(_counts(batch_id), ImportJob.state == JobState.FAILED)
        .order_by(ImportJob.finished_at, ImportJob.id)
        .limit(NAMED)
    )
    return [f"{path}: {error}" for path, error in rows]


def _counts(batch_id: int) -> ColumnElement[bool]:
    return and_(ImportJob.batch_id == batch_id, ImportJob.retried_at.is_(None))
