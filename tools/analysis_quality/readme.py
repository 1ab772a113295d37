"""How often README, its language, the licence and the hero image are what a reader says."""

from collections.abc import Iterator, Mapping

from importer.analysis.result import Analysis
from tests.unit.analysis.expectations.readme import READMES

PARTS = ("readme", "language", "licence", "hero")


def right(repository: str, analysis: Analysis) -> dict[str, bool]:
    expected = READMES[repository]
    readme, hero = analysis.readme, analysis.hero
    return {
        "readme": (readme.path if readme else "") == expected.path,
        "language": (readme.language if readme else "") == expected.language,
        "licence": (analysis.licence.spdx_id if analysis.licence else "") == expected.licence,
        "hero": hero.url.endswith(expected.heroes) if hero else not expected.heroes,
    }


def accuracy(analyses: Mapping[str, Analysis]) -> dict[str, float]:
    """Share of repositories for which a part is right."""
    marks = [right(repository, analysis) for repository, analysis in analyses.items()]
    return {part: sum(mark[part] for mark in marks) / len(marks) for part in PARTS}


def report(analyses: Mapping[str, Analysis]) -> Iterator[str]:
    """The lines of the report, the totals last."""
    yield f"{'README':36}" + "".join(f" {part:>11}" for part in PARTS)
    for repository, analysis in analyses.items():
        marks = right(repository, analysis)
        row = "".join(f" {'right' if marks[part] else 'WRONG':>11}" for part in PARTS)
        shown = analysis.hero.url.rpartition("/")[2] if analysis.hero else "-"
        yield f"{repository:36}{row}  {shown}"
    overall = accuracy(analyses)
    yield f"{'overall':36}" + "".join(f" {overall[part]:11.1%}" for part in PARTS)
