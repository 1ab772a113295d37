"""New rows of the log, each read once, in the order in which they became visible."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.engine import Connection

from importer.models import FINISHED_STATES, ImportEvent, ImportJob

# PostgreSQL numbers a row before its transaction commits, so that 12 can be seen before 11. A
# number that stays away this long was rolled back; no transaction here takes a second.
GAP_SECONDS = 10.0
# How far back a gap may lie when reading begins.
LOOK_BACK = 64
MOST_AT_ONCE = 500

_Rows = Select[*tuple[Any, ...]]

_NEWEST = select(func.coalesce(func.max(ImportEvent.id), 0))
_COLUMNS = (
    select(
        ImportEvent.id,
        ImportEvent.at,
        ImportEvent.level,
        ImportEvent.message,
        ImportJob.id.label("job_id"),
        ImportJob.public_id,
        ImportJob.user_id,
        ImportJob.state,
    )
    .join(ImportJob, ImportJob.id == ImportEvent.job_id)
    .order_by(ImportEvent.id)
)


@dataclass(frozen=True, slots=True)
class Change:
    """Something has happened to an import.

    :param event_id: of the row in ``import_events``; grows with time, but see :class:`Tail`.
    :param state: of the job when the row was read, a :class:`JobState`.
    :param ended: whether this is the one change by which the job succeeded, failed or was canceled.
    """

    event_id: int
    at: datetime
    level: str
    message: str
    job_id: int
    public_id: str
    user_id: int
    state: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """Which changes somebody listens for; None means any.

    :param user_id: of the person whose imports these are.
    """

    user_id: int | None = None
    job_id: int | None = None

    def covers(self, change: Change) -> bool:
        return self.user_id in (None, change.user_id) and self.job_id in (None, change.job_id)

    def narrow(self, rows: _Rows) -> _Rows:
        """The same as a condition of a query."""
        if self.user_id is not None:
            rows = rows.where(ImportJob.user_id == self.user_id)
        if self.job_id is not None:
            rows = rows.where(ImportJob.id == self.job_id)
        return rows


def newest(connection: Connection) -> int:
    """The id of the newest row; 0 if there is none."""
    return int(connection.scalar(_NEWEST) or 0)


def since(connection: Connection, topic: Topic, event_id: int) -> list[Change]:
    """What ``topic`` covers of the rows after ``event_id``, the newest :data:`MOST_AT_ONCE`."""
    rows = topic.narrow(_COLUMNS.where(ImportEvent.id > event_id))
    latest = rows.order_by(None).order_by(ImportEvent.id.desc()).limit(MOST_AT_ONCE)
    return _changes(list(connection.execute(latest))[::-1])


class Tail:
    """Reads what is new, again and again; made where reading is to begin.

    :ivar mark: everything up to this id has been read. Whoever comes back with it gets all that
        came later.
    """

    def __init__(self, connection: Connection) -> None:
        self.mark = max(0, newest(connection) - LOOK_BACK)
        self._seen: set[int] = set()
        self._missing_since: dict[int, float] = {}
        self.read(connection)

    def read(self, connection: Connection) -> list[Change]:
        """The rows that have become visible since the last call."""
        rows = list(connection.execute(_COLUMNS.where(ImportEvent.id > self.mark)))
        fresh = [row for row in rows if row.id not in self._seen]
        if fresh or self._missing_since:
            self._advance(row.id for row in fresh)
        return _changes(fresh)

    def _advance(self, ids: Iterable[int]) -> None:
        """Raise the mark to before the first number that may still come."""
        self._seen.update(ids)
        moment = time.monotonic()
        top = max(self._seen, default=self.mark)
        missing = set(range(self.mark + 1, top + 1)) - self._seen
        self._missing_since = {
            number: self._missing_since.get(number, moment) for number in missing
        }
        awaited = [
            number for number, first in self._missing_since.items() if moment - first < GAP_SECONDS
        ]
        self.mark = min(awaited) - 1 if awaited else top
        self._seen = {number for number in self._seen if number > self.mark}
        self._missing_since = {
            number: first for number, first in self._missing_since.items() if number > self.mark
        }


def _changes(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Change]:
    """A job ends with the last row it has: state and row are written in one transaction."""
    last = {row.job_id: row.id for row in rows}
    return [
        Change(
            event_id=row.id,
            at=row.at,
            level=row.level,
            message=row.message,
            job_id=row.job_id,
            public_id=row.public_id,
            user_id=row.user_id,
            state=row.state,
            ended=row.state in FINISHED_STATES and row.id == last[row.job_id],
        )
        for row in rows
    ]
