"""A README's table of contents, and its sections that are folded away.

Nothing is lost, and every anchor stays where it was.
"""

from collections.abc import Sequence

from importer.analysis.blocks import Block
from importer.analysis.readme.finish import Heading
from importer.analysis.readme.headings import FOLDED, kind_of
from importer.analysis.result import Section

MOST_SECTIONS = 60
_LARGEST_FOLDED = 0.5
"""Of the README; what is most of it is what it is about."""


def contents(headings: Sequence[Heading], title: str) -> tuple[Section, ...]:
    """The two upper levels, 1 and 2, without the README's title; nothing if that is too little.

    :param title: the repository's name.
    """
    linked = [heading for heading in headings if heading.anchor and heading.text]
    if linked and _is_title(linked, title):
        linked = linked[1:]
    levels = sorted({heading.level for heading in linked})[:2]
    found = tuple(
        Section(levels.index(heading.level) + 1, heading.text[:120], heading.anchor)
        for heading in linked
        if heading.level in levels
    )
    return found[:MOST_SECTIONS] if len(found) > 2 else ()


def fold(blocks: Sequence[Block], whole: int) -> list[Block]:
    """``blocks`` with set-up, contribution, licence and changelog in folds.

    :param whole: characters of the README.
    """
    folded: list[Block] = []
    index = 0
    while index < len(blocks):
        heading = blocks[index]
        inside: tuple[Block, ...] = ()
        if heading.kind == "heading" and kind_of(heading.text) in FOLDED:
            inside = tuple(blocks[index + 1 : _end_of_section(blocks, index)])
        if inside and sum(len(block.whole) for block in inside) <= whole * _LARGEST_FOLDED:
            folded.append(
                Block(
                    "fold",
                    heading.html,
                    level=heading.level,
                    text=heading.text,
                    anchor=heading.anchor,
                    topic=kind_of(heading.text),
                    blocks=inside,
                )
            )
            index += 1 + len(inside)
        else:
            folded.append(heading)
            index += 1
    return folded


def _end_of_section(blocks: Sequence[Block], index: int) -> int:
    """Where the next one of at least the same rank begins, or the footnotes do."""
    for other in range(index + 1, len(blocks)):
        block = blocks[other]
        outranks = block.kind in ("heading", "fold") and block.level <= blocks[index].level
        if outranks or block.kind == "footnotes":
            return other
    return len(blocks)


def _is_title(headings: Sequence[Heading], title: str) -> bool:
    """The only one of the highest level, or the one that says the name."""
    first = headings[0]
    alone = all(other.level > first.level for other in headings[1:])
    return alone or first.text.strip().lower() == title.lower()
