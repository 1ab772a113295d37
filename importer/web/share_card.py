"""The picture that stands for a page where its link is shared: drawn, the same for the same words.

Only the project's own words and colours are drawn; nothing is read from a picture of a stranger's.
"""

import hashlib
import io
import re
from dataclasses import astuple, dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from importer.web.card_fonts import BOLD, REGULAR, Font, Written, font_of, known, written

WIDTH, HEIGHT = 1200, 630
VERSION = 2
"""Part of the card's name: raised when the drawing changes."""

_PAPER, _INK, _MUTED, _ACCENT, _LINE = "#faf8f4", "#1d1b18", "#5e584e", "#1d5b47", "#e3ded3"
_MARGIN = 84
_ROOM = WIDTH - 2 * _MARGIN

# Characters that need no space between them, each with the marks that may not begin a line.
_WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd"
_CLOSING = "、。，．：；！？）」』】》〉”’"
_PIECE = re.compile(rf"\s*(?:[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+)")


@dataclass(frozen=True, slots=True)
class Card:
    """:param address: ``owner/name`` at the forge, which is always plain letters.
    :param languages: share of the whole (0 to 1) and ``#rrggbb``.
    :param language: what most of it is written in, said where the description cannot be."""

    title: str
    description: str
    address: str
    owner: str
    stars: str
    languages: tuple[tuple[float, str], ...]
    language: str = ""

    @property
    def name(self) -> str:
        """Changes with anything that is drawn; the card's ETag."""
        said = repr((VERSION, known(), astuple(self)))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=64)
def png(card: Card) -> bytes:
    """The card, 1200 × 630 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, HEIGHT), fill=_ACCENT)
    y = _paragraph(draw, _title(draw, card), 96, 2, _INK)
    said = written(card.description, REGULAR, 34)
    _paragraph(draw, said if said.text else written(card.language, REGULAR, 34), y + 26, 4, _MUTED)
    _foot(draw, card)
    _bar(draw, card.languages)
    out = io.BytesIO()
    # Few colours: a fifth of the bytes.
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(draw: ImageDraw.ImageDraw, card: Card) -> Written:
    """As large as fits; the repository's name where the title cannot be written."""
    title = written(card.title, BOLD, 76)
    text = title.text or card.address
    for size in (92, 76, 60):
        title = written(text, BOLD, size)
        if len(_lines(draw, title, 3)) <= (1 if size == 92 else 2):
            break
    return title


def _paragraph(draw: ImageDraw.ImageDraw, said: Written, y: int, most: int, color: str) -> int:
    """Where the next one may begin."""
    height = round(getattr(said.font, "size", 12) * 1.3)
    for line in _lines(draw, said, most):
        room = _ROOM - draw.textlength(line, font=said.font)
        x = _MARGIN + (room if said.from_right else 0)
        draw.text((x, y), line, font=said.font, fill=color)
        y += height
    return y


def _lines(draw: ImageDraw.ImageDraw, said: Written, most: int) -> list[str]:
    """At most ``most`` lines; what does not fit ends in an ellipsis."""
    lines = [""]
    for piece in _PIECE.findall(said.text):
        longer = (lines[-1] + piece).strip()
        if draw.textlength(longer, font=said.font) <= _ROOM:
            lines[-1] = longer
        elif len(lines) < most and lines[-1]:
            lines.append(_cut(draw, piece.strip(), said.font))
        else:
            lines[-1] = _cut(draw, f"{longer}…", said.font)
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
    font = font_of(REGULAR, 28)
    said = " · ".join(filter(None, (card.address, card.stars and f"{card.stars} stars")))
    draw.text((_MARGIN, y), _cut(draw, said, font), font=font, fill=_ACCENT)


def _bar(draw: ImageDraw.ImageDraw, languages: tuple[tuple[float, str], ...]) -> None:
    x = 0.0
    for share, color in languages:
        draw.rectangle((round(x), HEIGHT - 22, round(x + share * WIDTH), HEIGHT), fill=color)
        x += share * WIDTH
