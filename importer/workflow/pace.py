"""How long imports take here, learned from those that ended well, per forge and size class.

A percentage and a time left are true only of the host they are measured on: one fetches over a slow
line, another analyses on a slow processor.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.database import rows_changed, writing
from importer.models import Step, StepPace

ANY = "any"
# Size classes by the number of files; what is above the last is large.
SIZES = ((200, "small"), (5_000, "medium"))
LARGE = "large"

# Fewer imports of a class say less than those of all classes together.
ENOUGH = 3
# With this many a time left is said outright; with fewer, as a range.
TRUSTED = 5
# After the first ten, each import counts for a tenth: a host that becomes slower is noticed.
MEMORY = 10
# The shares of the steps while nothing is known, in hundredths.
USUAL = {Step.RESOLVE: 21, Step.FETCH: 37, Step.ANALYSE: 31, Step.SAVE: 11}

CACHE_SECONDS = 10.0

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pace:
    """:param seconds: each step's usual time.
    :param spread: how far from it an import usually is, in seconds."""

    samples: int
    seconds: Mapping[Step, float]
    spread: Mapping[Step, float]


@dataclass(frozen=True, slots=True)
class Eta:
    """Whole seconds that an import probably still takes.

    :param is_trusted: whether ``likely`` may be said without the range.
    """

    low: int
    likely: int
    high: int
    is_trusted: bool


def size_of(files: int) -> str:
    """The size class of a repository."""
    return next((name for limit, name in SIZES if files < limit), LARGE)


def starts(pace: Pace | None) -> dict[Step, float]:
    """For each step, the part of the whole that is done when it begins: 0 to 1."""
    weights: Mapping[Step, float] = pace.seconds if pace else USUAL
    whole = sum(weights.values()) or 1.0
    done, found = 0.0, {}
    for step in Step:
        found[step] = done / whole
        done += weights[step]
    return found


def time_left(pace: Pace | None, step: Step, so_far: float) -> Eta | None:
    """What is left of an import that has been in ``step`` for ``so_far`` seconds.

    None if nothing is known, or if it is so far past its time that what is known says nothing.
    """
    if pace is None:
        return None
    this = pace.seconds[step] - so_far
    if this < 0 and -this > max(2.0, 3 * pace.spread[step]):
        return None
    later = list(Step)[list(Step).index(step) + 1 :]
    likely = max(this, 0.0) + sum(pace.seconds[one] for one in later)
    doubt = sum(pace.spread[one] for one in (step, *later))
    is_trusted = pace.samples >= TRUSTED and doubt <= max(2.0, likely / 2)
    # A few imports say little of how far apart they can be.
    doubt = 2 * doubt if pace.samples >= TRUSTED else max(2 * doubt, likely / 2)
    low, high = max(0.0, likely - doubt), likely + doubt
    return Eta(round(low), max(1, round(likely)), max(1, round(high + 0.5)), is_trusted)


def learn(forge: str, size: str, seconds: Mapping[Step, float]) -> None:
    """Add an import that has gone through all steps."""
    for one in (size, ANY):
        for step, taken in seconds.items():
            _learn(forge, one, step, taken)


def _learn(forge: str, size: str, step: Step, taken: float) -> None:
    rate = case((StepPace.samples < MEMORY, 1.0 / (StepPace.samples + 1.0)), else_=1.0 / MEMORY)
    distance = func.abs(taken - StepPace.seconds)
    known = update(StepPace).where(
        StepPace.forge == forge, StepPace.size == size, StepPace.step == step
    )
    changed = known.values(
        samples=StepPace.samples + 1,
        seconds=StepPace.seconds + (taken - StepPace.seconds) * rate,
        spread=StepPace.spread + (distance - StepPace.spread) * rate,
    )
    try:
        with writing() as session:
            if not rows_changed(session, changed):
                first = StepPace(
                    forge=forge, size=size, step=step, samples=1, seconds=taken, spread=taken / 2
                )
                session.add(first)
    except IntegrityError:
        # Another worker has ended its first import in the same moment; one will do.
        return


class _Known:
    """What has been learned, read at most every few seconds."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._paces: dict[Key, Pace] = {}

    def of(self, session: Session, forge: str, size: str | None) -> Pace | None:
        if time.monotonic() - self._read_at > CACHE_SECONDS:
            self._paces = _read(session)
            self._read_at = time.monotonic()
        found = self._paces.get((forge, size or ANY))
        if found is None or found.samples < ENOUGH:
            found = self._paces.get((forge, ANY), found)
        return found


def of(session: Session, forge: str, size: str | None) -> Pace | None:
    """The pace of a size class, or of all while little or nothing is known of it."""
    return _known.of(session, forge, size)


def _read(session: Session) -> dict[Key, Pace]:
    rows: dict[Key, dict[Step, StepPace]] = {}
    for row in session.scalars(select(StepPace)):
        rows.setdefault((row.forge, row.size), {})[Step(row.step)] = row
    return {
        key: Pace(
            samples=min(row.samples for row in steps.values()),
            seconds={step: row.seconds for step, row in steps.items()},
            spread={step: row.spread for step, row in steps.items()},
        )
        for key, steps in rows.items()
        # All or none: half a pace would make the others' shares too large.
        if len(steps) == len(Step)
    }


_known = _Known()
