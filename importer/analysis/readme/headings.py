"""What a README's section is about, by its heading."""

import unicodedata

from importer.analysis.data import load

FEATURES = "features"
SCREENSHOTS = "screenshots"
SPONSORS = "sponsors"
FOLDED = frozenset({"setup", "contribution", "licence", "changelog"})
"""What somebody needs who works with the project, not somebody who gets to know it."""

_LONGEST = 6
_DATA: dict[str, dict[str, list[str]]] = load("headings.json")
_WHOLE = {phrase: kind for kind, data in _DATA.items() for phrase in data["whole"]}
_BEGINS = tuple((f"{phrase} ", kind) for kind, data in _DATA.items() for phrase in data["begins"])


def kind_of(heading: str) -> str:
    """``features``, ``screenshots``, ``setup``, ``contribution``, ``licence``, ``changelog``,
    ``sponsors``, or empty."""
    said = plain_words(heading)
    if kind := _WHOLE.get(said):
        return kind
    if said.count(" ") >= _LONGEST:
        return ""
    return next((kind for beginning, kind in _BEGINS if f"{said} ".startswith(beginning)), "")


def plain_words(text: str) -> str:
    """Letters and digits in lower case, one blank between words; apostrophes join."""
    kept = (_kept(character) for character in unicodedata.normalize("NFC", text).lower())
    return " ".join("".join(kept).split()).lstrip("0123456789 ")


def _kept(character: str) -> str:
    if character in "'’\u200c":
        return character if character == "\u200c" else ""
    return character if unicodedata.category(character)[0] in "LMN" else " "
