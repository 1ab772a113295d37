"""Mottos, features and categories."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.facts.categorise import FALLBACK, Source, categories
from importer.analysis.result import Analysis
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import blob, snapshot, with_readme

BADGES = "[![CI](a.svg)](b) [![PyPI](c.svg)](d)\n\n"
PROSE = "This library turns repositories into pages that are worth showing."
MOTTO = "Small enough to read, large enough to use"


def analysis(text: str, path: str = "README.md") -> Analysis:
    return analyse(with_readme(text, path))


@pytest.mark.parametrize(
    "text",
    [
        f"# Name\n\n{BADGES}> {MOTTO}.\n\n{PROSE}\n",
        f"# Name\n\n*{MOTTO}*\n\n{PROSE}\n",
        f'<h1 align="center">Name</h1>\n<p align="center"><b>{MOTTO}</b></p>\n\n{PROSE}\n',
        f"# Name\n\n### {MOTTO}\n\n{PROSE}\n",
        f"# Name - {MOTTO}\n\n{PROSE}\n",
        f"# Name: “{MOTTO}”\n\n{PROSE}\n",
        f"> **Note:** Version 3 is out, see the changelog for what is new.\n\n> {MOTTO}\n",
    ],
)
def test_motto_is_found(text: str) -> None:
    assert analysis(text).quote == MOTTO


@pytest.mark.parametrize(
    "text",
    [
        f"# Name\n\n{BADGES}{PROSE}\n",
        "# Name\n\n> Licensed under the MIT licence, all of it.\n",
        "# Name\n\n> [!WARNING]\n> This is going to change very much.\n",
        "# Name\n\n> Please read this in [German](de.md) if you like.\n",
        f"# Name\n\n> {PROSE}\n\n{PROSE}\n",
        f"# Name\n\n{PROSE}\n\n## Use\n\n> {MOTTO}\n",
        "# Name\n\n> Short.\n",
        "# Name\n\n### Installation\n\n### Getting started with the name\n\nText\n",
        f"# Name\n\n> {'long ' * 60}\n",
    ],
)
def test_what_is_no_motto_is_not_taken_for_one(text: str) -> None:
    assert analysis(text).quote == ""


FIVE = ("One thing", "Two things", "Three things", "Four things", "Five things")


def listed(items: tuple[str, ...] = FIVE) -> str:
    return "".join(f"- {item}\n" for item in items)


@pytest.mark.parametrize(
    "before",
    [
        f"{PROSE}\n\n## ✨ Features\n\n",
        f"{PROSE}\n\n## Features\n\nThere are some:\n\n",
        "# Name\n\nName offers:\n\n",
        "# 名称\n\n## 主要功能\n\n",
        f"# Name\n\n## About\n\n{PROSE} It has features such as:\n\n",
        f"{PROSE}\n\n## Funktionen\n\n",
    ],
)
def test_features_are_found(before: str) -> None:
    assert analysis(f"{before}{listed()}\n## Use\n\n- Other\n- Things\n").features == FIVE


def test_features_are_cleaned_and_at_most_six() -> None:
    items = (
        "✅ **Fast**: [ten](x) `times` as fast.",
        "[x] Ticked",
        ":rocket: Up &amp; away",
        "https://x.example/only-a-link",
        f"Long. {'word ' * 60}",
        f"{'word ' * 60}",
        "a\n  - nested",
        *("Seventh thing", "Eighth thing"),
    )
    found = analysis(f"# Features\n\n{listed(items)}").features
    assert found[:4] == ("Fast: ten times as fast", "Ticked", "Up & away", "Long")
    assert found[4].endswith("word…")
    assert found[5] == "Seventh thing"
    assert len(found) == 6


def test_what_is_still_to_be_done_is_no_feature() -> None:
    text = "# Features\n\n- [x] Done\n- [ ] Planned\n- Also done\n"
    assert analysis(text).features == ("Done", "Also done")
    assert analysis("Features:\n- [x] Done\n- [ ] Planned\n- More\n", "README").features == (
        "Done",
        "More",
    )


def test_subheadings_are_features_too() -> None:
    text = "## Features\n\n### Quick to start\n\nText.\n\n### Easy to stop\n\nText.\n\n## Use\n"
    assert analysis(text).features == ("Quick to start", "Easy to stop")


def test_other_lists_are_no_features() -> None:
    assert analysis(f"# Name\n\n{PROSE}\n\n## Use\n\nIt supports:\n\n{listed()}").features == ()
    assert analysis(f"# Name\n\nSponsors:\n\n{listed()}").features == ()


def test_plain_text_has_features_too() -> None:
    text = "Name is a thing.\n\nFeatures:\n* First one\n* Second\n  of them\n\nMore\n"
    assert analysis(text, "README").features == ("First one", "Second of them")
    org = "#+TITLE: x\n\n* Features\n\n- First one\n- Second one\n"
    assert analysis(org, "README.org").features == ("First one", "Second one")


@pytest.mark.parametrize(
    ("description", "topics", "expected"),
    [
        ("A roguelike in your terminal", "game rust", "Games & Interactive"),
        ("Neural networks for the browser", "deep-learning javascript", "AI Models & Research"),
        ("A fast JSON parser", "json", "Developer & Coding"),
        ("Track your workouts and meals", "fitness django", "Wellness & Growth"),
        ("个人博客，静态网站", "", "Websites & Apps"),
        ("数据可视化", "", "Data & Analytics"),
        ("Model Context Protocol server for calendars", "mcp", "AI Agents & Multi-Tool"),
    ],
)
def test_category_follows_the_words(description: str, topics: str, expected: str) -> None:
    found = analyse(snapshot(description=description, topics=tuple(topics.split())))
    assert found.categories[0].name == expected
    assert found.categories[0].evidence


def test_evidence_names_words_and_places() -> None:
    found = categories("x", [Source("A video game", "in the description", 3.0)], (), True)
    assert found[0].evidence == ("“video game” in the description",)
    stack = categories("x", [], ("PyTorch",), True)
    assert stack[0].evidence == ("PyTorch in the tech stack",)


def test_part_of_a_word_is_no_evidence() -> None:
    found = categories("x", [Source("A gamete counter", "in the description", 3.0)], (), False)
    assert found == ()


def test_code_alone_is_for_developers_and_nothing_alone_is_nothing() -> None:
    code = analyse(snapshot(tree=(blob("main.c", 900),)))
    assert [category.name for category in code.categories] == [FALLBACK]
    assert code.categories[0].evidence
    assert analyse(with_readme("Hello World!")).categories == ()


def test_dependencies_are_evidence() -> None:
    manifest = SourceFile("requirements.txt", b"torch\ntransformers\n")
    found = analyse(snapshot(manifests=(manifest,)))
    assert found.categories[0].name == "AI Models & Research"
    assert "PyTorch in the tech stack" in found.categories[0].evidence


def test_words_that_stand_everywhere_convince_only_in_numbers() -> None:
    once = categories("x", [Source("Pass data safely", "in the description", 3.0)], (), True)
    assert [category.name for category in once] == [FALLBACK]
    often = [Source("query sql databases, chart data", place, 3.0) for place in ("a", "b")]
    assert categories("x", often, (), True)[0].name == "Data & Analytics"
