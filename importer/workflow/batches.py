"""Making batches, and adding to the one that is under way."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed, writing
from importer.errors import AlreadyQueued, ImportInProgress, InvalidInput, TooMany
from importer.models import (
    ACTIVE_STATES,
    ImportBatch,
    ImportEvent,
    ImportJob,
    ImportLease,
    JobKind,
    JobState,
)
from importer.snapshot import RepoRef
from importer.workflow import lease, quota, retries
from importer.workflow.plan import MOST

WAITS = "Waiting for its turn"
# Between neighbours in a queue, so that another fits between them without moving the rest.
GAP = 1024


@dataclass(frozen=True, slots=True)
class Wish:
    """A repository to be imported, and how.

    :param project_id: of the project that a refresh renews.
    :param retries: id of the failed job that this one tries again.
    :param public_id: the job's, where it is more than a random one.
    """

    ref: RepoRef
    is_showcase: bool = False
    is_private: bool = True
    kind: str = JobKind.IMPORT
    project_id: int | None = None
    retries: int | None = None
    public_id: str | None = None


def start(
    user_id: int, wishes: Sequence[Wish], *, append: bool = False, per_hour: int = 0
) -> ImportBatch:
    """Let the wishes be imported one after another; the caller nudges the first.

    :param append: behind what is under way, and in its batch.
    :param per_hour: how many imports the person may ask for in an hour; 0 for no limit.
    :raises InvalidInput: there are none.
    :raises TooMany: more than a batch takes.
    :raises TooManyImports: of the person, in this hour.
    :raises ImportInProgress: something is under way, and they are not to go behind it.
    """
    if not wishes:
        raise InvalidInput("addresses", "Nothing of that can be imported.")
    with writing() as session:
        held = lease.lock(session, user_id)
        if held is None:
            raise InvalidInput("user", "That account is gone.")
        if held.job_id is not None and not append:
            running = lease.holder(session, user_id)
            raise ImportInProgress(running.public_id if running else None)
        return enqueue(session, held, wishes, per_hour)


def append_one(user_id: int, wish: Wish, *, per_hour: int = 0) -> ImportJob:
    """Put one import behind what is under way; returns its job.

    :raises TooManyImports: of the person, in this hour.
    :raises AlreadyQueued: it is under way itself.
    """
    with writing() as session:
        held = lease.lock(session, user_id)
        if held is None:
            raise InvalidInput("user", "That account is gone.")
        if same := session.scalar(_same(user_id, wish.ref)):
            raise AlreadyQueued(same.public_id)
        enqueue(session, held, [wish], per_hour)
        return session.scalars(_same(user_id, wish.ref)).one()


def _same(user_id: int, ref: RepoRef) -> Select[ImportJob]:
    """The person's import of this repository that has not ended."""
    return select(ImportJob).where(
        ImportJob.user_id == user_id,
        ImportJob.state.in_(ACTIVE_STATES),
        ImportJob.source_key == ref.source_key,
    )


def enqueue(
    session: Session, held: ImportLease, wishes: Sequence[Wish], per_hour: int
) -> ImportBatch:
    """Put jobs at the end of the queue of the person whose lease the caller has locked."""
    quota.require(session, held.user_id, per_hour, len(wishes))
    waiting = _length(session, held.user_id)
    if waiting + len(wishes) > MOST:
        raise TooMany(waiting + len(wishes), MOST)
    batch = _current_batch(session, held)
    _insert(session, batch, wishes, after=_last_position(session, held.user_id))
    if held.job_id is None:
        lease.pass_on(session, held)
    return batch


def _current_batch(session: Session, held: ImportLease) -> ImportBatch:
    """The one under way; a single import becomes the first of a new one."""
    unfinished = select(ImportBatch).where(
        ImportBatch.user_id == held.user_id, ImportBatch.finished_at.is_(None)
    )
    if batch := session.scalars(unfinished.order_by(ImportBatch.id.desc()).limit(1)).first():
        return batch
    batch = ImportBatch(user_id=held.user_id)
    session.add(batch)
    session.flush()
    # A preview is no import; it only has its turn like one.
    single = update(ImportJob).where(ImportJob.id == held.job_id, ImportJob.kind != JobKind.PREVIEW)
    rows_changed(session, single.values(batch_id=batch.id))
    return batch


def _insert(session: Session, batch: ImportBatch, wishes: Sequence[Wish], *, after: int) -> None:
    moment = now()
    rows = [
        {
            "public_id": wish.public_id or str(uuid.uuid4()),
            "user_id": batch.user_id,
            "forge": wish.ref.forge,
            "host": wish.ref.host,
            "path": wish.ref.path,
            "source_key": wish.ref.source_key,
            "is_showcase": wish.is_showcase,
            "is_private": wish.is_private,
            "kind": wish.kind,
            "project_id": wish.project_id,
            "batch_id": batch.id,
            "position": after + GAP * number,
            "state": JobState.QUEUED,
            "message": WAITS,
            "created_at": moment,
        }
        for number, wish in enumerate(wishes, start=1)
    ]
    inserted = insert(ImportJob).returning(ImportJob.id, sort_by_parameter_order=True)
    ids = session.scalars(inserted, rows).all()
    session.execute(insert(ImportEvent), [{"job_id": id, "message": WAITS} for id in ids])
    for id, wish in zip(ids, wishes, strict=True):
        if wish.retries:
            retries.follow(session, wish.retries, id)


def _length(session: Session, user_id: int) -> int:
    count = select(func.count()).where(
        ImportJob.user_id == user_id, ImportJob.state.in_(ACTIVE_STATES)
    )
    return session.scalar(count) or 0


def _last_position(session: Session, user_id: int) -> int:
    last = select(func.max(ImportJob.position)).where(ImportJob.user_id == user_id)
    return session.scalar(last) or 0
