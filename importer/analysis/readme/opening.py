"""The first real paragraph of a README, as plain text."""

import re

from importer.analysis.readme.outline import Outline

_SHORTEST = 30
"""Letters outside links; less is a slogan's fragment, a language switch or a row of links."""

_CONSIDERED = 12
"""Paragraphs looked through for one that says what the project is."""

# About the people behind it rather than about the project.
_ASIDE = re.compile(
    r"\b(?:follow me|check out my|my other|sponsored by|become a sponsor|special thanks|buy me|"
    r"donat(?:e|ions?)|we(?:'|’)re hiring|star this|give (?:it|us) a star|join (?:us|our)|"
    r"read this in|translations?)\b",
    re.IGNORECASE,
)


def opening(outline: Outline, name: str) -> str:
    """The paragraph that begins "``name`` is", else the first.

    Badges, headings, lists, quotes and links standing alone do not count.
    """
    prose = [
        block
        for block in outline.blocks
        if block.kind == "paragraph" and block.weight >= _SHORTEST and not _ASIDE.search(block.text)
    ]
    # A line all in bold or italics is a motto, and only stands in for a description.
    plain = [block.text for block in prose if not block.is_emphasised] or [
        block.text for block in prose
    ]
    definition = f"{name.lower()} is "
    telling = (text for text in plain[:_CONSIDERED] if text.lower().startswith(definition))
    return next(telling, plain[0] if plain else "")
