"""Samples, limits, and the table that sets them side by side."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal


def p99(samples: Sequence[float]) -> float:
    """The value that one in a hundred exceeds; the worst of fewer than a hundred."""
    return sorted(samples)[max(0, -(-len(samples) * 99 // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a row is held against.

    :param words: as the table names it, such as ``limit`` or a rival.
    :param of: which of the row's figures.
    :param value: in the row's unit.
    """

    words: str
    of: Literal["median", "p99"]
    value: float


@dataclass(frozen=True, slots=True)
class Row:
    """:param unit: ``ms``, ``MiB``, ``kB``, or ``x`` for multiples."""

    what: str
    samples: Sequence[float]
    unit: str = "ms"
    limits: Sequence[Limit] = ()

    def lines(self) -> list[str]:
        figures = {"median": statistics.median(self.samples), "p99": p99(self.samples)}
        start = f"{self.what:<38}{len(self.samples):>6}" + "".join(
            f"{figure:>9.2f}" for figure in figures.values()
        )
        held = [_held(limit, figures[limit.of], self.unit) for limit in self.limits] or [""]
        return [f"{start} {self.unit:<4}{held[0]}"] + [" " * (len(start) + 5) + h for h in held[1:]]


@dataclass(slots=True)
class Table:
    """:param notes: what the rows need to be understood, printed below them."""

    title: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        head = f"{'':<38}{'n':>6}{'median':>9}{'p99':>9}"
        lines = [f"== {self.title}", head, *(line for row in self.rows for line in row.lines())]
        return "\n".join([*lines, *(f"- {note}" for note in self.notes)])


def quietest(runs: Sequence[Sequence[float]]) -> Sequence[float]:
    """The run with the lowest p99: other programs on the machine only ever add."""
    return min(runs, key=p99)


def spread(runs: Sequence[Sequence[float]]) -> str:
    """The p99 of each run, for a note: how much the machine itself wavers."""
    return ", ".join(f"{p99(run):.1f}" for run in runs)


def _held(limit: Limit, figure: float, unit: str) -> str:
    verdict = "met" if figure <= limit.value else "NOT MET"
    return (
        f"{limit.words}: {limit.of} {limit.value:.4g} {unit}, "
        f"ratio {figure / limit.value:.2f}, {verdict}"
    )
