"""How often description, motto, features and category are what a reader says they are."""

from collections.abc import Iterator, Mapping

from importer.analysis.result import Analysis
from tests.unit.analysis.expectations.portrait import PORTRAITS

PARTS = ("description", "motto", "features", "category")


def right(repository: str, analysis: Analysis) -> dict[str, bool]:
    """For each part whether it is as expected, the order of features included."""
    expected = PORTRAITS[repository]
    first = analysis.categories[0].name if analysis.categories else ""
    return {
        "description": analysis.description_source == expected.source
        and analysis.description.startswith(expected.description),
        "motto": analysis.quote == expected.quote,
        "features": len(analysis.features) == len(expected.features)
        and all(map(str.startswith, analysis.features, expected.features)),
        "category": first in (expected.categories or ("",)),
    }


def accuracy(analyses: Mapping[str, Analysis]) -> dict[str, float]:
    """Share of repositories for which a part is right."""
    marks = [right(repository, analysis) for repository, analysis in analyses.items()]
    return {part: sum(mark[part] for mark in marks) / len(marks) for part in PARTS}


def report(analyses: Mapping[str, Analysis]) -> Iterator[str]:
    """The lines of the report, the totals last."""
    yield f"{'portrait':36}" + "".join(f" {part:>11}" for part in PARTS)
    for repository, analysis in analyses.items():
        marks = right(repository, analysis)
        row = "".join(f" {'right' if marks[part] else 'WRONG':>11}" for part in PARTS)
        chosen = ", ".join(category.name for category in analysis.categories)
        yield f"{repository:36}{row}  {chosen or '-'}"
    overall = accuracy(analyses)
    yield f"{'overall':36}" + "".join(f" {overall[part]:11.1%}" for part in PARTS)
