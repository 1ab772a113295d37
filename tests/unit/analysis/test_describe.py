"""Descriptions and topics."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.describe import LONGEST, description, topics
from importer.analysis.result import Topic
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import snapshot, with_readme


def opening(text: str, path: str = "README.md") -> str:
    return analyse(with_readme(text, path)).description


def test_forge_goes_before_manifest_before_readme() -> None:
    described = snapshot(description=" From the  forge. ")
    assert description(described, "manifest", "readme") == ("From the forge.", "forge")
    assert description(snapshot(), "manifest", "readme") == ("manifest", "manifest")
    assert description(snapshot(), "", "readme") == ("readme", "readme")
    assert description(snapshot(), "", "") == ("", "")


def test_description_comes_from_the_roots_manifest() -> None:
    manifests = (
        SourceFile("sub/package.json", b'{"description": "A part."}'),
        SourceFile("pyproject.toml", b'[project]\ndescription = "Whole."\nkeywords = ["A b"]'),
    )
    analysis = analyse(snapshot(manifests=manifests))
    assert (analysis.description, analysis.description_source) == ("Whole.", "manifest")
    assert analysis.topics == (Topic("a-b", "manifest"), Topic("python", "stack"))


PROSE = "This library turns repositories into pages that are worth showing."


@pytest.mark.parametrize(
    "before",
    [
        "# Title\n\n",
        "[![CI](a.svg)](b) [![PyPI](c.svg)](d)\n\n",
        "[English](a.md) | [Chinese version of this document](b.md)\n\n",
        "- a list that comes before the first paragraph\n\n",
        "> A quotation that comes before the first paragraph\n\n",
        "<h1 align=center>A heading in raw HTML that is long enough</h1>\n\n",
        "<!-- a comment that nobody is meant to read at all -->\n\n",
        "```\nsome code that comes before the first paragraph\n```\n\n",
        "Short.\n\n",
        "---\ntitle: front matter of some static site generator\n---\n\n",
    ],
)
def test_first_real_paragraph_is_found_after(before: str) -> None:
    assert opening(before + PROSE) == PROSE


def test_paragraph_in_raw_html_is_found() -> None:
    text = f'<div align="center"><h1>Name</h1><p>{PROSE} <a href="x">Docs</a></p></div>\n'
    assert opening(text) == f"{PROSE} Docs"


def test_markup_is_left_out_of_the_text() -> None:
    text = "This **library** turns `repositories` into [pages](x) ![i](y) that are worth showing."
    assert opening(text) == "This library turns repositories into pages that are worth showing."


def test_paragraph_that_says_what_the_project_is_goes_before_news() -> None:
    assert opening(f"{PROSE}\n\n## About\n\nName is a program that tests other programs.\n") == (
        "Name is a program that tests other programs."
    )


def test_text_formats_have_an_opening_too() -> None:
    assert opening(f"====\nName\n====\n\n.. image:: x.png\n\n{PROSE}\n", "README.rst") == PROSE
    assert opening(f"#+TITLE: Name\n\n* Heading\n\n{PROSE}\n", "README.org") == PROSE


def test_long_description_is_cut_at_a_word() -> None:
    text, _ = description(snapshot(description="word " * 200), "", "")
    assert len(text) <= LONGEST
    assert text.endswith("word…")
    text, _ = description(snapshot(description="字" * 900), "", "")
    assert len(text) == LONGEST


def test_what_no_database_takes_is_left_out() -> None:
    manifest = SourceFile(
        "package.json",
        b'{"description": "a\\ud800b\\u0000c", "keywords": ["k\\udfff", "l\\u0000"],'
        b' "dependencies": {"react": "1\\u0000\\ud800"}}',
    )
    analysis = analyse(snapshot(manifests=(manifest,)))
    assert analysis.description == "a?bc"
    assert [topic.name for topic in analysis.topics] == ["k", "l", "react"]
    assert analysis.stack[0].constraint == "1?"


def test_topics_are_normalised_and_at_most_eight() -> None:
    found = topics(["Web", "python"], ["web", "Task Queue", "c++", "", "x" * 80, *"123456789"])
    assert [topic.name for topic in found[:4]] == ["web", "python", "task-queue", "c++"]
    assert [topic.source for topic in found[:3]] == ["forge", "forge", "manifest"]
    assert len(found) == 8


def test_the_tech_stack_lends_its_names_where_topics_are_few() -> None:
    found = topics(["web"], ["queue"], ["Flask", "Web", "Redis", "Click"])
    assert [topic.name for topic in found] == ["web", "queue", "flask", "redis"]
    assert found[2].source == "stack"


@pytest.mark.parametrize(
    "stated", ["name", "Name", "My first repository", "test", "https://x.y", "!"]
)
def test_a_description_that_says_nothing_gives_way(stated: str) -> None:
    assert description(snapshot(description=stated), "", PROSE) == (PROSE, "readme")
    assert description(snapshot(description=stated), "", "") == (stated, "forge")


def test_emoji_in_a_description_are_shown() -> None:
    assert description(snapshot(description=":rocket: Fast"), "", "")[0] == "🚀 Fast"


def test_a_last_sentence_that_leads_over_to_something_is_left_out() -> None:
    assert opening(f"{PROSE} Here is an example:\n\n```\nx\n```\n") == PROSE


def test_a_long_description_ends_after_a_sentence_if_it_can() -> None:
    text, _ = description(snapshot(description=f"{PROSE} " * 10 + "word " * 90), "", "")
    assert text.endswith("showing.")
    assert 250 < len(text) <= LONGEST
