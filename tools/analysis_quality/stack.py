"""Precision and recall of the tech stack; an item in the wrong group counts as wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from importer.analysis.result import Analysis
from tests.unit.analysis.expectations.stack import STACK

Item = tuple[str, str]
"""Group and name."""


@dataclass(frozen=True, slots=True)
class Score:
    """:param wrong: found, but not to be.
    :param missed: to be found, but not."""

    right: frozenset[Item]
    wrong: frozenset[Item]
    missed: frozenset[Item]

    @property
    def precision(self) -> float:
        """Share of the found that is right; 1 where nothing was found."""
        return _share(len(self.right), len(self.wrong))

    @property
    def recall(self) -> float:
        """Share found of what there is; 1 where there is nothing."""
        return _share(len(self.right), len(self.missed))


def score(repository: str, analysis: Analysis) -> Score:
    found = {(str(item.group), item.name) for item in analysis.stack}
    expected = {(group, name) for group, names in STACK[repository].items() for name in names}
    return Score(
        frozenset(found & expected), frozenset(found - expected), frozenset(expected - found)
    )


def overall(analyses: Mapping[str, Analysis]) -> tuple[float, float]:
    """Precision and recall over all items of all repositories."""
    scores = [score(repository, analysis) for repository, analysis in analyses.items()]
    right = sum(len(one.right) for one in scores)
    return (
        _share(right, sum(len(one.wrong) for one in scores)),
        _share(right, sum(len(one.missed) for one in scores)),
    )


def report(analyses: Mapping[str, Analysis]) -> Iterator[str]:
    """The lines of the report, the totals last."""
    total = 0
    yield f"{'tech stack':36} {'found':>5} {'precision':>9} {'recall':>7}"
    for repository, analysis in analyses.items():
        one = score(repository, analysis)
        found = len(one.right) + len(one.wrong)
        yield f"{repository:36} {found:5} {one.precision:9.1%} {one.recall:7.1%}{_notes(one)}"
        total += found
    precision, recall = overall(analyses)
    yield f"{'overall':36} {total:5} {precision:9.1%} {recall:7.1%}"


def _notes(one: Score) -> str:
    wrong = [f"+{name} ({group})" for group, name in sorted(one.wrong)]
    missed = [f"-{name}" for _, name in sorted(one.missed)]
    return "  " + ", ".join(wrong + missed) if wrong or missed else ""


def _share(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0
