"""Fonts for cards, of those that the system has: which can write a text, and what of it.

None is asked for by a program: Pillow finds them by name where systems keep fonts. What no font has
letters for is left out, so that nobody ever sees boxes in place of letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import ImageFont, features

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_EAST_ASIAN = (
    "NotoSansCJK-{}.ttc",
    "NotoSansCJKsc-{}.otf",
    "SourceHanSansSC-{}.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
)
"""Under the names that Debian's and others' packages give them; such as have Latin letters, too."""

# The first that can write all of a text is taken.
BOLD = (
    "DejaVuSerif-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "NotoSansArabic-Bold.ttf",
    *(name.format("Bold") for name in _EAST_ASIAN),
)
REGULAR = (
    "DejaVuSans.ttf",
    "NotoSansArabic-Regular.ttf",
    *(name.format("Regular") for name in _EAST_ASIAN),
)
LONGEST = 600
"""Letters of a text that are looked at."""

# Of a collection: the same characters are written a little differently in each country.
_KANA, _HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_JAPAN, _KOREA, _CHINA = 0, 1, 2

_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
_RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True, slots=True)
class Written:
    """A text as far as ``font`` can write it; empty if that is less than most of it.

    :param from_right: it is read from right to left.
    """

    text: str
    font: Font
    from_right: bool = False


def written(text: str, names: tuple[str, ...], size: int) -> Written:
    """:param names: of files, the one best liked first."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    letters = sum(unicodedata.category(letter)[0] == "L" for letter in text)
    best, most = Written("", font_of(names, size)), -1
    for font in _fonts(names, size, _country(text)):
        kept = "".join(_drawn(letter, font) for letter in text)
        count = sum(unicodedata.category(letter)[0] == "L" for letter in kept)
        if count > most:
            best, most = Written(_enough(kept, text), font, _is_from_right(kept)), count
        if count >= letters:
            break
    return best


def font_of(names: tuple[str, ...], size: int) -> Font:
    """The one best liked of those there are; Pillow's own, which knows ASCII only, if none is."""
    return next(_fonts(names, size, _CHINA))


@cache
def known() -> tuple[str, ...]:
    """What there is: cards are drawn anew when that changes."""
    return tuple(name for name in (*BOLD, *REGULAR) if _font(name, 34, 0) is not None)


def _fonts(names: tuple[str, ...], size: int, country: int) -> Iterator[Font]:
    there = [name for name in names if name in known()]
    for name in there:
        font = _font(name, size, country if name.startswith("NotoSansCJK-") else 0)
        if font is not None:
            yield font
    if not there:
        yield _without(size)


@cache
def _font(name: str, size: int, index: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size, index)
    except OSError:
        return None


@cache
def _without(size: int) -> Font:
    return ImageFont.load_default(size)


def _country(text: str) -> int:
    if _KANA.search(text):
        return _JAPAN
    return _KOREA if _HANGUL.search(text) else _CHINA


def _is_from_right(text: str) -> bool:
    """By the first letter that has a direction (Unicode's rule P2)."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way in _RIGHT_TO_LEFT for way in ways if way in ("L", *_RIGHT_TO_LEFT)), False)


def _enough(kept: str, text: str) -> str:
    seen = sum(not letter.isspace() for letter in text)
    shown = sum(not letter.isspace() for letter in kept)
    return " ".join(kept.split()) if shown * 4 >= seen * 3 else ""


def _drawn(letter: str, font: Font) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter)[0] == "C" or unicodedata.combining(letter):
        return ""
    if _has(letter, font):
        return letter
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _PLAIN.get(letter, plain)


@lru_cache(maxsize=8192)
def _has(letter: str, font: Font) -> bool:
    # Letters that are joined, and run the other way, are left out rather than drawn wrongly.
    if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT and not _can_shape():
        return False
    return bytes(font.getmask(letter)) != _missing(font)


@cache
def _can_shape() -> bool:
    return bool(features.check("raqm"))


@cache
def _missing(font: Font) -> bytes:
    """What is drawn for a character that is none."""
    return bytes(font.getmask("\ufffe"))
