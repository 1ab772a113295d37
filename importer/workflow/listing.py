"""A person's imports as the queue page lists them: what runs, waits, failed and is done."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from importer.models import (
    ACTIVE_STATES,
    ImportBatch,
    ImportJob,
    ImportLease,
    JobKind,
    JobState,
    Project,
)
from importer.workflow import pauses

SHOWN = 20
PER_PAGE = 100
BATCHES_SHOWN = 8
LONGEST_SEARCH = 100


class Section(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    DONE = "done"
    CANCELED = "canceled"


_IS_IN: dict[Section, ColumnElement[bool]] = {
    Section.RUNNING: and_(ImportJob.state.in_(ACTIVE_STATES), ImportJob.position.is_(None)),
    Section.WAITING: ImportJob.position.is_not(None),
    Section.FAILED: and_(ImportJob.state == JobState.FAILED, ImportJob.retried_at.is_(None)),
    Section.DONE: ImportJob.state == JobState.SUCCEEDED,
    Section.CANCELED: or_(
        ImportJob.state == JobState.CANCELED,
        and_(ImportJob.state == JobState.FAILED, ImportJob.retried_at.is_not(None)),
    ),
}
# Grouped by its name: with the values as parameters PostgreSQL does not see that two are the same.
_SECTION_OF = case(*((condition, section.value) for section, condition in _IS_IN.items())).label(
    "section"
)


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


@dataclass(frozen=True, slots=True)
class Row:
    """:param slug: of the project it ended in; None if there is none (any more).
    :param place: in the queue, from 1, while it waits."""

    job: ImportJob
    slug: str | None
    place: int | None = None


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
    """One query a section, however many jobs there are."""
    counts = _counts(session, user_id, wanted)
    pages = -(-counts.get(wanted.only, 0) // PER_PAGE) or 1 if wanted.only else 1
    wanted = replace(wanted, page=min(max(wanted.page, 1), pages))
    sections = [wanted.only] if wanted.only else list(Section)
    return Listing(
        parts=[
            Part(section, counts[section], _rows(session, user_id, section, wanted))
            for section in sections
            if counts.get(section)
        ],
        counts=counts,
        batches=batches(session, user_id),
        paused_at=session.scalar(
            select(ImportLease.paused_at).where(ImportLease.user_id == user_id)
        ),
        all_paused=pauses.is_paused(session),
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
    return BatchSummary(batch, _batch_counts(session, [batch.id]).get(batch.id, {}))


def _counts(session: Session, user_id: int, wanted: Wanted) -> dict[str, int]:
    query = select(_SECTION_OF, func.count()).where(*_matches(user_id, wanted))
    rows = session.execute(query.group_by("section"))
    return {str(section): count for section, count in rows}


def _matches(user_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    # A preview that has ended stands on its own page, or nowhere.
    is_listed = or_(ImportJob.kind != JobKind.PREVIEW, ImportJob.state.in_(ACTIVE_STATES))
    conditions = [ImportJob.user_id == user_id, is_listed]
    if wanted.batch is not None:
        conditions.append(ImportJob.batch_id == wanted.batch.id)
    if wanted.text:
        conditions.append(func.lower(ImportJob.path).contains(wanted.text.lower(), autoescape=True))
    return conditions


def _rows(session: Session, user_id: int, section: Section, wanted: Wanted) -> list[Row]:
    size = PER_PAGE if wanted.only else SHOWN
    skipped = (wanted.page - 1) * size
    query = (
        select(ImportJob, Project.slug)
        .outerjoin(Project, Project.id == ImportJob.project_id)
        .where(_IS_IN[section], *_matches(user_id, wanted))
        .limit(size)
        .offset(skipped)
    )
    found = session.execute(_ordered(query, section)).all()
    if section is not Section.WAITING:
        return [Row(job, slug) for job, slug in found]
    if not (wanted.text or wanted.batch):
        return [Row(job, slug, place) for place, (job, slug) in enumerate(found, skipped + 1)]
    places = _places(session, user_id)
    return [Row(job, slug, places.get(job.id)) for job, slug in found]


def _places(session: Session, user_id: int) -> dict[int, int]:
    """Places in the whole queue, where only some of it is listed."""
    queue = (
        select(ImportJob.id)
        .where(ImportJob.user_id == user_id, ImportJob.position.is_not(None))
        .order_by(ImportJob.position, ImportJob.id)
    )
    return {id: place for place, id in enumerate(session.scalars(queue), start=1)}


def _ordered(query: Select[ImportJob, str], section: Section) -> Select[ImportJob, str]:
    if section is Section.WAITING:
        return query.order_by(ImportJob.position, ImportJob.id)
    if section is Section.RUNNING:
        return query.order_by(ImportJob.id)
    return query.order_by(ImportJob.finished_at.desc(), ImportJob.id.desc())


def batches(session: Session, user_id: int) -> list[BatchSummary]:
    """The person's last batches, the newest first."""
    newest = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.user_id == user_id)
        .order_by(ImportBatch.created_at.desc(), ImportBatch.id.desc())
        .limit(BATCHES_SHOWN)
    ).all()
    counts = _batch_counts(session, [batch.id for batch in newest])
    return [BatchSummary(batch, counts.get(batch.id, {})) for batch in newest]


def _batch_counts(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    query = select(ImportJob.batch_id, _SECTION_OF, func.count()).where(ImportJob.batch_id.in_(ids))
    counts: dict[int, dict[str, int]] = {}
    for batch_id, section, count in session.execute(query.group_by(ImportJob.batch_id, "section")):
        counts.setdefault(batch_id or 0, {})[section] = count
    return counts
