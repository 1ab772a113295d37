"""The first real paragraph of a Markdown README, as plain text."""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

from collections.abc import Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from itertools import islice

from markdown_it.token import Token

_SHORTEST = 30
"""Letters outside links; less is a slogan's fragment, a language switch or a row of links."""

_SILENT = frozenset("h1 h2 h3 h4 h5 h6 script style table pre summary sub sup".split())
_BREAKING = frozenset("p div br li ul ol table h1 h2 h3 h4 h5 h6 center details".split())


_CONSIDERED = 12
"""Paragraphs looked through for one that says what the project is."""


def first_paragraph(tokens: Sequence[Token], name: str) -> str:
    """The one that begins "``name`` is", else the first.

    Badges, headings, lists, quotes and links standing alone do not count.
    """
    first = list(islice(filter(None, _paragraphs(tokens)), _CONSIDERED))
    definition = f"{name.lower()} is "
    telling = (text for text in first if text.lower().startswith(definition))
    return next(telling, first[0] if first else "")


def _paragraphs(tokens: Sequence[Token]) -> Iterator[str]:
    for index, token in enumerate(tokens):
        # Level 0: not inside a list, a quote or a table.
        if token.type == "paragraph_open" and token.level == 0:
            yield _inline_text(tokens[index + 1].children or ())
        elif token.type == "html_block":
            yield from _html_paragraphs(token.content)


def _inline_text(children: Sequence[Token]) -> str:
    """The text, or nothing if it is only links (a menu, a row of badges)."""
    said: list[str] = []
    outside_links = 0
    depth = 0
    for child in children:
        depth += (child.type == "link_open") - (child.type == "link_close")
        if child.type in ("text", "code_inline"):
            said.append(child.content)
            outside_links += 0 if depth else sum(map(_weight, child.content))
        elif child.type in ("softbreak", "hardbreak"):
            said.append(" ")
    return " ".join("".join(said).split()) if outside_links >= _SHORTEST else ""


def _weight(character: str) -> int:
    """A letter counts one, an ideograph as much as a short word."""
    return 4 if character >= "\u2e80" else int(character.isalpha())


def _html_paragraphs(html: str) -> list[str]:
    reader = _ParagraphReader()
    # What the standard parser raises on a marked section of unknown kind, such as "<![x](y".
    with suppress(AssertionError):
        reader.feed(html)
        reader.close()
    return reader.paragraphs


class _ParagraphReader(HTMLParser):
    """Collects running text between block tags, without headings and rows of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self._said: list[str] = []
        self._silent = 0
        self._links = 0
        self._outside_links = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._links += tag == "a"
        self._break_at(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break_at(tag)
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._links = max(0, self._links - (tag == "a"))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._said.append(data)
            self._outside_links += 0 if self._links else sum(map(_weight, data))

    def close(self) -> None:
        super().close()
        self._break_at("p")

    def _break_at(self, tag: str) -> None:
        if tag in _BREAKING:
            if self._outside_links >= _SHORTEST:
                self.paragraphs.append(" ".join("".join(self._said).split()))
            self._said.clear()
            self._outside_links = 0
