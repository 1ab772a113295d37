"""The statements behind the queue page, each composed once: that takes longer than running it.

They read columns and not objects, of which a page would load a hundred to show a third of each.
"""

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    null,
    or_,
    select,
)

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

Query = Select[*tuple[Any, ...]]

_JOB = ImportJob.__table__.c
_PROJECT = Project.__table__.c
_BATCH = ImportBatch.__table__.c


class Section(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    DONE = "done"
    CANCELED = "canceled"


# Not IN, whose list is written anew for each execution.
_IS_ACTIVE = or_(*(_JOB.state == state for state in ACTIVE_STATES))
_IS_IN: dict[Section, ColumnElement[bool]] = {
    Section.RUNNING: and_(_IS_ACTIVE, _JOB.position.is_(None)),
    Section.WAITING: _JOB.position.is_not(None),
    Section.FAILED: and_(_JOB.state == JobState.FAILED, _JOB.retried_at.is_(None)),
    Section.DONE: _JOB.state == JobState.SUCCEEDED,
    Section.CANCELED: or_(
        _JOB.state == JobState.CANCELED,
        and_(_JOB.state == JobState.FAILED, _JOB.retried_at.is_not(None)),
    ),
}
# Grouped by its name: with the values as parameters PostgreSQL does not see that two are the same.
_SECTION_OF = case(*((condition, section.value) for section, condition in _IS_IN.items())).label(
    "section"
)
_ORDER: dict[Section, tuple[ColumnElement[Any], ...]] = {
    Section.RUNNING: (_JOB.id,),
    Section.WAITING: (_JOB.position, _JOB.id),
}
_NEWEST_END_FIRST = (_JOB.finished_at.desc(), _JOB.id.desc())
_COLUMNS = (
    _JOB.public_id,
    _JOB.path,
    _JOB.kind,
    _JOB.state,
    _JOB.percent,
    _JOB.message,
    _JOB.resume_at,
    _JOB.finished_at,
    _JOB.retried_at,
    _JOB.error_code,
    _JOB.error,
    _PROJECT.slug,
)

# A person's batches, the newest ``size``.
NEWEST_BATCHES = (
    select(ImportBatch)
    .where(_BATCH.user_id == bindparam("user_id"))
    .order_by(_BATCH.created_at.desc(), _BATCH.id.desc())
    .limit(bindparam("size"))
)
# Since when a person's queue is paused, and whether everybody's is.
PAUSES: Query = select(ImportLease.__table__.c.paused_at, pauses.in_force()).where(
    ImportLease.__table__.c.user_id == bindparam("user_id")
)
# How many imports each of some batches has in each section.
OF_BATCHES: Query = (
    select(_JOB.batch_id, _SECTION_OF, func.count())
    .where(_JOB.batch_id.in_(bindparam("batch_ids", expanding=True)))
    .group_by(_JOB.batch_id, "section")
)


def pattern(text: str) -> str:
    """What ``text`` has to look like for finding it in a repository's name, in any case."""
    for sign in "/%_":
        text = text.replace(sign, "/" + sign)
    return f"%{text.lower()}%"


@cache
def counts(*, by_text: bool) -> Query:
    """How many imports of a person stand in each section, batch by batch."""
    return (
        select(_JOB.batch_id, _SECTION_OF, func.count())
        .where(*_matches(by_batch=False, by_text=by_text))
        .group_by(_JOB.batch_id, "section")
    )


@cache
def rows(section: Section, *, by_batch: bool, by_text: bool) -> Query:
    """Of one section ``size`` rows after the first ``skipped``; their last column is the place in
    the whole queue, where only some of what waits is asked for."""
    source = ImportJob.__table__.outerjoin(Project.__table__, _PROJECT.id == _JOB.project_id)
    place: ColumnElement[Any] = null()
    if section is Section.WAITING and (by_batch or by_text):
        places = (
            select(_JOB.id, func.row_number().over(order_by=_ORDER[Section.WAITING]).label("place"))
            .where(_JOB.user_id == bindparam("user_id"), _JOB.position.is_not(None))
            .subquery("places")
        )
        source = source.join(places, places.c.id == _JOB.id)
        place = places.c.place
    return (
        select(*_COLUMNS, place)
        .select_from(source)
        .where(_IS_IN[section], *_matches(by_batch=by_batch, by_text=by_text))
        .order_by(*_ORDER.get(section, _NEWEST_END_FIRST))
        .limit(bindparam("size"))
        .offset(bindparam("skipped"))
    )


def _matches(*, by_batch: bool, by_text: bool) -> list[ColumnElement[bool]]:
    # A preview that has ended stands on its own page, or nowhere.
    is_listed = or_(_JOB.kind != JobKind.PREVIEW, _IS_ACTIVE)
    conditions = [_JOB.user_id == bindparam("user_id"), is_listed]
    if by_batch:
        conditions.append(_JOB.batch_id == bindparam("batch_id"))
    if by_text:
        conditions.append(func.lower(_JOB.path).like(bindparam("pattern"), escape="/"))
    return conditions
