"""A person's imports as the queue page lists them: what runs, waits, failed and is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.models import ImportBatch, ImportJob
from importer.workflow import listing_queries as queries
from importer.workflow.listing_queries import Section as Section

SHOWN = 20
PER_PAGE = 100
BATCHES_SHOWN = 8
LONGEST_SEARCH = 100

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for.

    :param only: one section alone, by pages; otherwise the beginning of each.
    :param batch: that one's imports alone.
    :param text: part of the repository's name.
    """

    only: Section | None = None
    batch: ImportBatch | None = None
    text: str = ""
    page: int = 1


class Row(NamedTuple):
    """What is shown of an import; see :class:`ImportJob`.

    :param slug: of the project it ended in; None if there is none (any more).
    :param place: in the queue, from 1, while it waits."""

    public_id: str
    path: str
    kind: str
    state: str
    percent: int
    message: str
    resume_at: datetime | None
    finished_at: datetime | None
    retried_at: datetime | None
    error_code: str | None
    error: str | None
    slug: str | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """:param total: how many there are, of which ``rows`` are shown."""

    section: Section
    total: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch and what became of its jobs, by section."""

    batch: ImportBatch
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        return self.total - self.count(Section.RUNNING) - self.count(Section.WAITING)

    @property
    def percent(self) -> int:
        return 100 * self.ended // self.total if self.total else 0

    def count(self, section: str) -> int:
        return self.counts.get(section, 0)


@dataclass(frozen=True, slots=True)
class Listing:
    """:param paused_at: since when the person's queue is paused.
    :param all_paused: whether the administrator holds all imports back.
    :param pages: how many there are of the one section asked for."""

    parts: list[Part]
    counts: dict[str, int]
    batches: list[BatchSummary]
    paused_at: datetime | None
    all_paused: bool
    pages: int = 1
    wanted: Wanted = field(default_factory=Wanted)

    @property
    def active(self) -> int:
        """Imports that have not ended."""
        return self.counts.get(Section.RUNNING, 0) + self.counts.get(Section.WAITING, 0)

    @property
    def under_way(self) -> BatchSummary | None:
        return next((one for one in self.batches if one.batch.finished_at is None), None)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def read(session: Session, user_id: int, wanted: Wanted) -> Listing:
    """One query a section that has anything in it, however many jobs there are."""
    of_batches = _counts(session, user_id)
    counts = _counts_wanted(session, user_id, wanted, of_batches)
    pages = -(-counts.get(wanted.only, 0) // PER_PAGE) or 1 if wanted.only else 1
    wanted = replace(wanted, page=min(max(wanted.page, 1), pages))
    sections = [wanted.only] if wanted.only else list(Section)
    paused_at, all_paused = _pauses(session, user_id)
    return Listing(
        parts=[
            Part(section, counts[section], _rows(session, user_id, section, wanted))
            for section in sections
            if counts.get(section)
        ],
        counts=counts,
        batches=_summaries(_newest_batches(session, user_id), of_batches),
        paused_at=paused_at,
        all_paused=all_paused,
        pages=pages,
        wanted=wanted,
    )


def batch_named(session: Session, user_id: int, public_id: str) -> ImportBatch | None:
    """The person's batch of that name."""
    if "\0" in public_id:
        # What a stranger typed; PostgreSQL would answer with an error.
        return None
    return session.scalar(
        select(ImportBatch).where(
            ImportBatch.public_id == public_id, ImportBatch.user_id == user_id
        )
    )


def jobs_of(session: Session, batch: ImportBatch) -> list[ImportJob]:
    """All its jobs, in the order in which they were asked for."""
    return list(
        session.scalars(
            select(ImportJob).where(ImportJob.batch_id == batch.id).order_by(ImportJob.id)
        )
    )


def summary(session: Session, batch: ImportBatch) -> BatchSummary:
    """What has become of the batch so far."""
    return BatchSummary(batch, _counts_of_batches(session, [batch.id]).get(batch.id, {}))


def batches(session: Session, user_id: int) -> list[BatchSummary]:
    """The person's last batches, the newest first."""
    newest = _newest_batches(session, user_id)
    return _summaries(newest, _counts_of_batches(session, [batch.id for batch in newest]))


def _summaries(found: list[ImportBatch], counts: dict[int | None, Counts]) -> list[BatchSummary]:
    return [BatchSummary(batch, counts.get(batch.id, {})) for batch in found]


def _newest_batches(session: Session, user_id: int) -> list[ImportBatch]:
    values = {"user_id": user_id, "size": BATCHES_SHOWN}
    return list(session.scalars(queries.NEWEST_BATCHES, values))


def _pauses(session: Session, user_id: int) -> tuple[datetime | None, bool]:
    found = session.connection().execute(queries.PAUSES, {"user_id": user_id}).first()
    return (found[0], bool(found[1])) if found else (None, False)


def _counts(session: Session, user_id: int, text: str = "") -> dict[int | None, Counts]:
    """How many there are, by batch (None for imports of none) and section."""
    values: dict[str, Any] = {"user_id": user_id}
    if text:
        values["pattern"] = queries.pattern(text)
    return _by_batch(session.connection().execute(queries.counts(by_text=bool(text)), values))


def _counts_of_batches(session: Session, ids: list[int]) -> dict[int | None, Counts]:
    return _by_batch(session.connection().execute(queries.OF_BATCHES, {"batch_ids": ids}))


def _by_batch(rows: Iterable[Any]) -> dict[int | None, Counts]:
    counts: dict[int | None, Counts] = {}
    for batch_id, section, count in rows:
        counts.setdefault(batch_id, {})[section] = count
    return counts


def _counts_wanted(
    session: Session, user_id: int, wanted: Wanted, of_batches: dict[int | None, Counts]
) -> Counts:
    """By section, of what the filters let through.

    :param of_batches: of all the person's imports.
    """
    found = _counts(session, user_id, wanted.text) if wanted.text else of_batches
    if wanted.batch is not None:
        return found.get(wanted.batch.id, {})
    total: Counts = {}
    for counts in found.values():
        for section, count in counts.items():
            total[section] = total.get(section, 0) + count
    return total


def _rows(session: Session, user_id: int, section: Section, wanted: Wanted) -> list[Row]:
    size = PER_PAGE if wanted.only else SHOWN
    skipped = (wanted.page - 1) * size
    by_batch, by_text = wanted.batch is not None, bool(wanted.text)
    values: dict[str, Any] = {"user_id": user_id, "size": size, "skipped": skipped}
    if wanted.batch is not None:
        values["batch_id"] = wanted.batch.id
    if wanted.text:
        values["pattern"] = queries.pattern(wanted.text)
    query = queries.rows(section, by_batch=by_batch, by_text=by_text)
    found = [Row._make(columns) for columns in session.connection().execute(query, values)]
    if section is Section.WAITING and not (by_batch or by_text):
        return [row._replace(place=place) for place, row in enumerate(found, skipped + 1)]
    return found
