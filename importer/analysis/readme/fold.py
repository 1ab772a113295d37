"""A README's table of contents, and its sections that are folded away.

Works on the pieces that `finish` made of the sanitised HTML: nothing is lost, and every anchor
stays where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from importer.analysis.readme.headings import FOLDED, kind_of
from importer.analysis.result import Section

MOST_SECTIONS = 60
_LARGEST_FOLDED = 0.5
"""Of the README; what is most of it is what it is about."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the pieces.

    :param start: index of its start tag, ``end`` of its end tag.
    :param is_outermost: not inside of another element.
    """

    level: int
    text: str
    anchor: str
    start: int
    end: int
    is_outermost: bool


def contents(headings: Sequence[Heading], title: str) -> tuple[Section, ...]:
    """The two upper levels, 1 and 2, without the README's title; nothing if that is too little."""
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


def fold(pieces: Sequence[str], headings: Sequence[Heading], end: int) -> str:
    """The whole as HTML, with set-up, contribution, licence and changelog in ``details``.

    :param end: index of the piece that is behind the last section.
    """
    folded = list(pieces)
    outermost = [heading for heading in headings if heading.is_outermost]
    most = sum(map(len, pieces)) * _LARGEST_FOLDED
    done = 0
    for index, heading in enumerate(outermost):
        if heading.start < done or kind_of(heading.text) not in FOLDED:
            continue
        stop = _end_of_section(outermost, index, end)
        inside = pieces[heading.end + 1 : stop]
        if "".join(inside).strip() and sum(map(len, inside)) <= most:
            folded[heading.start] = f'<details class="folded"><summary>{pieces[heading.start]}'
            folded[heading.end] += '</summary><div class="folded-body">'
            folded[stop - 1] += "</div></details>"
            done = stop
    return "".join(folded)


def _end_of_section(headings: Sequence[Heading], index: int, end: int) -> int:
    """Where the next one of at least the same rank begins."""
    following = (headings[other] for other in range(index + 1, len(headings)))
    level = headings[index].level
    return next((other.start for other in following if other.level <= level), end)


def _is_title(headings: Sequence[Heading], title: str) -> bool:
    """The only one of the highest level, or the one that says the name."""
    first = headings[0]
    alone = all(other.level > first.level for other in headings[1:])
    return alone or first.text.strip().lower() == title.lower()
