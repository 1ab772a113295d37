"""The first real paragraph of a README, as plain text."""

from itertools import islice

from importer.analysis.readme.outline import Outline

_SHORTEST = 30
"""Letters outside links; less is a slogan's fragment, a language switch or a row of links."""

_CONSIDERED = 12
"""Paragraphs looked through for one that says what the project is."""


def opening(outline: Outline, name: str) -> str:
    """The paragraph that begins "``name`` is", else the first.

    Badges, headings, lists, quotes and links standing alone do not count.
    """
    prose = (block for block in outline.blocks if block.kind == "paragraph")
    long_enough = (block.text for block in prose if block.weight >= _SHORTEST)
    first = list(islice(long_enough, _CONSIDERED))
    definition = f"{name.lower()} is "
    telling = (text for text in first if text.lower().startswith(definition))
    return next(telling, first[0] if first else "")
