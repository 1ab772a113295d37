"""The picture that stands for a page where its link is shared: drawn, the same for the same words.

Only the project's own words and colours are drawn; nothing is read from a picture of a stranger's.
"""

import hashlib
import io
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
VERSION = 1
"""Part of the card's name: raised when the drawing changes."""

_PAPER, _INK, _MUTED, _ACCENT, _LINE = "#faf8f4", "#1d1b18", "#5e584e", "#1d5b47", "#e3ded3"
_MARGIN = 84
_ROOM = WIDTH - 2 * _MARGIN
# Looked for by name, where the system has them; the one that comes with Pillow knows ASCII only.
_BOLD, _REGULAR = ("DejaVuSerif-Bold.ttf",), ("DejaVuSans.ttf",)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Card:
    """:param address: ``owner/name`` at the forge, which is always plain letters.
    :param languages: share of the whole (0 to 1) and ``#rrggbb``."""

    title: str
    description: str
    address: str
    owner: str
    stars: str
    languages: tuple[tuple[float, str], ...]

    @property
    def name(self) -> str:
        """Changes with anything that is drawn; the card's ETag."""
        said = repr((VERSION, _font_name(), astuple(self)))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=64)
def png(card: Card) -> bytes:
    """The card, 1200 × 630 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, HEIGHT), fill=_ACCENT)
    title = _drawable(card.title, _font(_BOLD, 76)) or _drawable(card.address, _font(_BOLD, 76))
    y = _paragraph(draw, title, 96, _fitting(draw, title), 2, _INK)
    _paragraph(
        draw,
        _drawable(card.description, _font(_REGULAR, 34)),
        y + 26,
        _font(_REGULAR, 34),
        4,
        _MUTED,
    )
    _foot(draw, card)
    _bar(draw, card.languages)
    out = io.BytesIO()
    # Few colours: a fifth of the bytes.
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(draw: ImageDraw.ImageDraw, title: str) -> Font:
    for size in (92, 76, 60):
        font = _font(_BOLD, size)
        if len(_lines(draw, title, font, 3)) <= (1 if size == 92 else 2):
            return font
    return _font(_BOLD, 60)


def _paragraph(
    draw: ImageDraw.ImageDraw, text: str, y: int, font: Font, most: int, color: str
) -> int:
    """Where the next one may begin."""
    height = round(getattr(font, "size", 12) * 1.3)
    for line in _lines(draw, text, font, most):
        draw.text((_MARGIN, y), line, font=font, fill=color)
        y += height
    return y


def _lines(draw: ImageDraw.ImageDraw, text: str, font: Font, most: int) -> list[str]:
    """At most ``most`` lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= _ROOM:
            lines[-1] = longer
        elif len(lines) < most and lines[-1]:
            lines.append(_cut(draw, word, font))
        else:
            lines[-1] = _cut(draw, f"{longer}…", font)
            break
    return [line for line in lines if line]


def _cut(draw: ImageDraw.ImageDraw, text: str, font: Font) -> str:
    if draw.textlength(text, font=font) <= _ROOM:
        return text
    while text and draw.textlength(text + "…", font=font) > _ROOM:
        text = text[:-1]
    return text.rstrip() + "…"


def _foot(draw: ImageDraw.ImageDraw, card: Card) -> None:
    y = HEIGHT - 132
    draw.line((_MARGIN, y - 26, WIDTH - _MARGIN, y - 26), fill=_LINE, width=2)
    font = _font(_REGULAR, 28)
    said = " · ".join(filter(None, (card.address, card.stars and f"{card.stars} stars")))
    draw.text((_MARGIN, y), _cut(draw, said, font), font=font, fill=_ACCENT)


def _bar(draw: ImageDraw.ImageDraw, languages: tuple[tuple[float, str], ...]) -> None:
    x = 0.0
    for share, color in languages:
        draw.rectangle((round(x), HEIGHT - 22, round(x + share * WIDTH), HEIGHT), fill=color)
        x += share * WIDTH


def _drawable(text: str, font: Font) -> str:
    """What the font has letters for; empty if that is less than most of it."""
    text = unicodedata.normalize("NFC", text[:600])
    kept = "".join(_drawn(letter, font) for letter in text)
    seen = [letter for letter in text if not letter.isspace()]
    shown = [letter for letter in kept if not letter.isspace()]
    return " ".join(kept.split()) if len(shown) * 4 >= len(seen) * 3 else ""


def _drawn(letter: str, font: Font) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter)[0] == "C" or unicodedata.combining(letter):
        return ""
    if _has(letter, font):
        return letter
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _PLAIN.get(letter, plain)


_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
# Letters that want shaping or another direction are left out rather than drawn wrongly.
_RIGHT_TO_LEFT = ("R", "AL")


@lru_cache(maxsize=4096)
def _has(letter: str, font: Font) -> bool:
    if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT:
        return False
    if letter.isascii():
        return letter.isprintable()
    return bytes(font.getmask(letter)) != _missing(font)


@cache
def _missing(font: Font) -> bytes:
    return bytes(font.getmask("\ufffe"))


@cache
def _font(names: tuple[str, ...], size: int) -> Font:
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


@cache
def _font_name() -> str:
    font = _font(_REGULAR, 34)
    return str(font.getname()) if isinstance(font, ImageFont.FreeTypeFont) else "bitmap"
