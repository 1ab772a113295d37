"""READMEs made to be expensive, in the real sandbox, whose own limits end them."""

from collections.abc import Iterator

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.plain import README_LIMIT, analyse_plain
from importer.analysis.result import Analysis
from importer.analysis.warm import warm_up
from importer.sandbox import Sandbox, SandboxError
from importer.snapshot import Licence, RepoSnapshot, SourceFile
from tests.unit.analysis.builders import blob, snapshot, with_readme
from tests.unit.analysis.html_checker import problems

SIZE = 512 * 1024
SECONDS = 1.5
BOMBS = {
    "open div": "<div>" * (SIZE // 5),
    "open b": "<b>" * (SIZE // 3),
    "brackets": "[" * SIZE,
    "images": "![[]()" * (SIZE // 6),
    "stars": "*a " * (SIZE // 3),
    "quotes": ">" * SIZE,
    "nested list": "".join(f"{' ' * depth}- a\n" for depth in range(1000)),
    "table": "|" * 600 + "\n" + "|-" * 600 + "|\n" + ("|" * 600 + "\n") * 800,
    "rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * (SIZE // 6),
    "comments": "<!--" * (SIZE // 4),
    "footnotes": "[^a]" * (SIZE // 4) + "\n\n[^a]: x",
    "back ticks": "`a``b```c" * (SIZE // 9),
}  # fmt: skip


RESTRUCTURED = {
    "lines": "| a\n" * (SIZE // 4),
    "sections": "".join(f"h{number}\n===\n\n" for number in range(12_000)),
    "table": ("+---" * 50 + "+\n" + "| a " * 50 + "|\n") * 300,
    "substitutions": ".. |a| replace:: |b| |b|\n.. |b| replace:: |a| |a|\n\n|a|\n",
    "roles": ":func:`a`\n" * 12_000,
    "quotes": "".join(f"{'  ' * depth}a\n\n" for depth in range(300)),
    "targets": "".join(f".. _t{number}: t{number + 1}_\n" for number in range(3_000)) + "\nt0_\n",
}


SAID = {"ANALYSIS_LIMITED", "README_TRUNCATED", "README_AS_TEXT", "ANALYSIS_PART_FAILED"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(prepare=warm_up)
    sandbox.warm_up()
    yield sandbox
    sandbox.close()


def analysed_or_plain(sandbox: Sandbox, source: RepoSnapshot) -> Analysis:
    try:
        return sandbox.run(analyse, source, timeout=SECONDS)
    except SandboxError:
        return analyse_plain(source)


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_ends_in_a_page(sandbox: Sandbox, name: str) -> None:
    _is_a_page(analysed_or_plain(sandbox, with_readme(BOMBS[name])))


@pytest.mark.parametrize("name", RESTRUCTURED)
def test_bomb_in_restructured_text_ends_in_a_page(sandbox: Sandbox, name: str) -> None:
    _is_a_page(analysed_or_plain(sandbox, with_readme(RESTRUCTURED[name], "README.rst")))


def test_bomb_among_the_translations_ends_in_a_page(sandbox: Sandbox) -> None:
    bomb = SourceFile("README.de.md", b"<div>" * 40_000)
    source = snapshot(readmes=(SourceFile("README.md", b"# Name"), bomb))
    _is_a_page(analysed_or_plain(sandbox, source))


def test_a_tree_of_a_hundred_thousand_files_is_a_page(sandbox: Sandbox) -> None:
    tree = tuple(blob(f"src/{number % 900}/{number}.py") for number in range(100_000))
    analysis = sandbox.run(analyse, with_readme("# Name", tree=tree), timeout=60)
    assert analysis.languages[0].name == "Python"
    assert analysis.architecture is not None


def _is_a_page(analysis: Analysis) -> None:
    """Either it was read in time and is whole, or it is text and says why."""
    assert analysis.readme is not None
    assert len(analysis.readme.html) <= 2 * 1024 * 1024
    assert problems(analysis.readme.html) == []
    codes = {warning.code for warning in analysis.warnings}
    if analysis.readme.format == "text":
        assert codes & SAID


def test_plain_analysis_says_what_it_is() -> None:
    source = with_readme(
        "<b>" * README_LIMIT,
        description="Mine.",
        topics=("x",),
        licence=Licence("MIT", "MIT License"),
    )
    analysis = analyse_plain(source)
    assert [warning.code for warning in analysis.warnings] == ["ANALYSIS_LIMITED"]
    assert analysis.description == "Mine."
    assert [topic.name for topic in analysis.topics] == ["x"]
    assert analysis.licence is not None
    assert analysis.readme is not None
    assert analysis.readme.truncated
    assert problems(analysis.readme.html) == []


def test_sandbox_gives_the_same_result_as_a_plain_call(sandbox: Sandbox) -> None:
    source = with_readme("# Hello\n\n```python\nx = 1\n```\n")
    assert sandbox.run(analyse, source) == analyse(source)
