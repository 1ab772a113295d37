"""READMEs in Org and AsciiDoc."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importer.analysis.analyse import analyse
from importer.analysis.readme import asciidoc, org
from importer.analysis.result import Analysis
from tests.unit.analysis.builders import with_readme
from tests.unit.analysis.html_checker import problems
from tests.unit.analysis.test_readme_security import PAYLOADS, markup

ORG = """#+TITLE: Ledger
#+PROPERTY: LOGGING nil
# A comment

[[images/shot.png]] [[https://x.example][the *site*]]

This is ~code~, =verbatim=, *bold*, /slanted/ and +gone+ in a/path/name and <angle>.

* TODO Installation  :noexport:
:PROPERTIES:
:ID: secret
:END:

#+BEGIN_SRC sh
,* not a heading
make <x>
#+END_SRC

* Use

- [X] done
  - nested
- term :: what it means

| a | b |
|---+---|
| 1 | 2 |

#+BEGIN_QUOTE
Said.
#+END_QUOTE
"""

ASCIIDOC = """= Ledger image:https://img.shields.io/x.svg[Badge, link="https://ci.example"]
:site: https://docs.example
ifdef::env-github[]
endif::[]

It is `+code+` and *bold*, see the {site}[documentation] or link:LICENSE[the terms] and <angle>.

NOTE: Mind
this.

[source,java,indent=0]
----
List<String> x;
----

== Use

* one
** two
. first

[cols="1,1"]
|===
|Name |What

|a
|b
|===

image::docs/shot.png[A view]
"""


def analysed(text: str, path: str) -> Analysis:
    analysis = analyse(with_readme(text.encode("utf-8", "surrogatepass"), path))
    assert analysis.readme is not None
    assert problems(analysis.readme.html) == []
    return analysis


def kinds(analysis: Analysis) -> list[str]:
    assert analysis.readme is not None
    return [block.kind for block in analysis.readme.blocks]


def test_org_becomes_blocks() -> None:
    analysis = analysed(ORG, "README.org")
    assert kinds(analysis) == [
        "heading", "text", "text", "fold", "heading", "list", "table", "quote",
    ]  # fmt: skip
    assert analysis.readme is not None
    html = analysis.readme.html
    for shown in (
        "<code>code</code>", "<code>verbatim</code>", "<strong>bold</strong>", "<em>slanted</em>",
        "<s>gone</s>", "a/path/name", "&lt;angle&gt;", 'checked=""', "<strong>term</strong>",
        "images/shot.png", 'href="https://x.example"', ">Installation<", "make",
    ):  # fmt: skip
        assert shown in html, shown
    for silent in ("secret", "LOGGING", "A comment", "TODO", "noexport", "+BEGIN", "[["):
        assert silent not in html, silent


def test_asciidoc_becomes_blocks() -> None:
    analysis = analysed(ASCIIDOC, "README.adoc")
    assert kinds(analysis) == [
        "heading", "text", "alert", "code", "heading", "list", "list", "table", "image",
    ]  # fmt: skip
    assert analysis.readme is not None
    html = analysis.readme.html
    for shown in (
        "<code>code</code>", "<strong>bold</strong>", 'href="https://docs.example"', "angle&gt;",
        "LICENSE", "this.", "docs/shot.png", 'alt="A view"', "<td>b</td>",
    ):  # fmt: skip
        assert shown in html, shown
    for silent in ("ifdef", ":site:", "cols=", "|===", "----", "{site}"):
        assert silent not in html, silent


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("path", ["README.org", "README.adoc"])
def test_payloads_are_harmless(payload: str, path: str) -> None:
    analysed(f"* {payload}\n\n[[{payload}][{payload}]]\n\nlink:{payload}[{payload}]\n", path)


ALPHABET = "abc *=~/+_[]|#:.-\n`'<>&{}\"1"


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(markup, st.text(ALPHABET, max_size=120)))
def test_any_text_gives_a_page(text: str) -> None:
    for path in ("README.org", "README.adoc"):
        warnings = analysed(text, path).warnings
        assert not [one for one in warnings if one.code == "ANALYSIS_PART_FAILED"]


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.from_regex(r"\Aword[a-z]{3,8}\Z"), min_size=1, max_size=12))
def test_words_stay(words: list[str]) -> None:
    """Of running text, lists, tables and code; settings and comments are none."""
    for signs in ("{}", "- {}", "| {} | b |", "*{}*", "={}=", "* {}", "[{}]"):
        text = "\n".join(signs.format(word) for word in words)
        for convert in (org.as_markdown, asciidoc.as_markdown):
            if not (convert is asciidoc.as_markdown and signs in ("| {} | b |", "[{}]", "={}=")):
                assert [word for word in words if word not in convert(text)] == []
