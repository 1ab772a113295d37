"""The sentence that a README puts above everything else."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from importer.analysis.readme.headings import plain_words
from importer.analysis.readme.outline import Block, Outline, weight

SHORTEST, LONGEST = 12, 200
"""Letters at least, characters at most; more is a paragraph, not a motto."""

_CONSIDERED = 24
# Headings of sections, as they begin where they are long.
_SECTION = re.compile(r"(?:\w+ing|how|what|why|when|about|table|quick|the)\b", re.IGNORECASE)
# "Rendering a table in a terminal" stands under a picture.
_CAPTION = re.compile(r"\w+ing\b|(?:fig(?:ure)?|screenshot|image|photo|example)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?P<name>[^:–—|-][^:–—|]{0,60}?)\s*(?::| [-–—|])\s+(?P<motto>\S.*)")
# Notes, terms, navigation, advertisements: all that people put into quotes at the top, too.
_NO_MOTTO = re.compile(
    r"^\W*(?:note|notice|warning|important|caution|tip|attention|disclaimer|update|p\.\s?s|"
    r"deprecated|archived|news|hint|info|todo|psa|注意|提示|重要|警告|注)\b"
    r"|\b(?:licen[cs]ed?|copyright|all rights reserved|sponsor(?:s|ed)?|deprecated|unmaintained|"
    r"read this in|translations?|no longer|maintained|donat\w+|hiring|discord|slack|twitter|"
    r"star this|build status|table of contents|please|click here|see (?:the|our)|"
    r"this (?:repository|repo|branch|document|readme)|documentation for|work in progress|"
    r"changelog|under construction|follow us)\b"
    r"|https?://|©|许可|讨论区|[?？:：]$",
    re.IGNORECASE,
)


def quote(outline: Outline, name: str, description: str) -> str:
    """The README's motto, or empty: a quotation, an emphasised line or the rest of the title.

    Only from before the first section, and only if it says more than the description.
    """
    first = outline.blocks[:_CONSIDERED]
    for candidate in (*_quotations(first), *_emphasised(first, name), *_in_title(first, name)):
        said = candidate.strip(" \"'“”„«»*_").strip()
        if _is_motto(said) and not _repeats(said, description) and not _repeats(said, name):
            return said.removesuffix(".") if said.count(".") == 1 else said
    return ""


def _quotations(blocks: Iterable[Block]) -> Iterator[str]:
    """Quotes before the second heading of a section."""
    return (block.text for block in _introduction(blocks) if block.kind == "quote")


def _emphasised(blocks: tuple[Block, ...], name: str) -> Iterator[str]:
    """A line all in italics or bold, or a smaller heading right under the title."""
    for block in _introduction(blocks):
        is_line = block.kind == "paragraph" and block.is_emphasised and block.weight >= SHORTEST
        if is_line and not _CAPTION.match(block.text):
            yield block.text
    for title, under in pairwise(blocks):
        is_subtitle = title.kind == under.kind == "heading" and under.level > title.level
        is_named = plain_words(name) in plain_words(title.text)
        # "Installation" is a heading, "A database that fits in a file" says something.
        says_something = under.text.count(" ") >= 3 and not _SECTION.match(under.text)
        if is_subtitle and is_named and says_something:
            yield under.text


def _in_title(blocks: Iterable[Block], name: str) -> Iterator[str]:
    """What follows the name in "Name - a motto"."""
    for block in blocks:
        if block.kind == "heading":
            match = _TITLE.fullmatch(block.text)
            if match and plain_words(match["name"]) == plain_words(name):
                yield match["motto"]
            return


def _introduction(blocks: Iterable[Block]) -> list[Block]:
    """The blocks down to the second heading, a list or a long text."""
    seen: list[Block] = []
    for block in takewhile(lambda block: block.kind != "list", blocks):
        if block.kind == "heading" and any(other.kind != "heading" for other in seen):
            break
        seen.append(block)
    return seen


def _is_motto(said: str) -> bool:
    return weight(said) >= SHORTEST and len(said) <= LONGEST and not _NO_MOTTO.search(said)


def _repeats(said: str, other: str) -> bool:
    short, long = sorted((plain_words(said), plain_words(other)), key=len)
    return bool(short) and long.startswith(short)
