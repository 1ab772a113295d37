"""A README as blocks: pieces of sanitised HTML, each with what a page needs to know of it.

Whoever can show a kind of block in no better way shows its ``html``; nothing is in the other fields
that is not in there as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Literal

BlockKind = Literal[
    "heading", "text", "quote", "alert", "list", "table", "code", "image", "gallery", "badges",
    "diagram", "video", "action", "footnotes", "rule", "details", "fold",
]  # fmt: skip

VideoSite = Literal["youtube", "vimeo", "gif", "file", "asciinema", "loom"]


@dataclass(frozen=True, slots=True)
class BlockImage:
    """:param url: http or https, at the pinned commit where it is the repository's own.
    :param width: as the README states it, in CSS pixels; None where it does not, or in percent.
    :param href: where a click on it leads, or empty.
    :param dark_url: what stands in its place on dark ground, or empty.
    :param caption: words that stand with it in the README, or empty.
    :param floats: it stands beside the text.
    """

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    href: str = ""
    dark_url: str = ""
    caption: str = ""
    floats: bool = False


@dataclass(frozen=True, slots=True)
class BlockLink:
    """:param kind: of an action: ``demo``, ``documentation``, ``homepage`` or ``download``."""

    text: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a README.

    :param html: sanitised and well formed by itself. Of ``details`` and ``fold`` only what stands
        in the summary; what they hide stands in ``blocks``.
    :param level: of a heading, or of a fold's heading, 2 to 6.
    :param text: plain, of a heading or of a video's title.
    :param anchor: id of a heading.
    :param tone: of an alert: ``note``, ``tip``, ``important``, ``warning`` or ``caution``.
    :param language: of code, lower case as the README names it, or empty.
    :param source: of a diagram, in mermaid's language.
    :param images: of ``image`` (one), ``gallery`` (several) and ``badges``; of a video its still.
    :param links: of ``action``.
    :param url: of a video: the page or file to watch it at.
    :param site: of a video.
    :param topic: of a fold: ``setup``, ``contribution``, ``licence`` or ``changelog``.
    :param is_open: whether ``details`` are open at first.
    """

    kind: BlockKind
    html: str
    level: int = 0
    text: str = ""
    anchor: str = ""
    tone: str = ""
    language: str = ""
    source: str = ""
    images: tuple[BlockImage, ...] = ()
    links: tuple[BlockLink, ...] = ()
    url: str = ""
    site: VideoSite | Literal[""] = ""
    topic: str = ""
    is_open: bool = False
    blocks: tuple["Block", ...] = ()

    @property
    def whole(self) -> str:
        """Its HTML with what it hides."""
        if self.kind == "fold":
            inside = as_html(self.blocks)
            start = f'<details class="folded"><summary>{self.html}</summary>'
            return f'{start}<div class="folded-body">{inside}</div></details>'
        if self.kind == "details":
            start = '<details open="">' if self.is_open else "<details>"
            summary = f"<summary>{self.html}</summary>" if self.html else ""
            return f"{start}{summary}{as_html(self.blocks)}</details>"
        return self.html

    def to_json(self) -> dict[str, Any]:
        """JSON types; what is empty is left out, ``kind`` and ``html`` never."""
        known: dict[str, Any] = {"kind": self.kind, "html": self.html}
        for name in _OPTIONAL:
            if value := getattr(self, name):
                known[name] = value
        for name in ("images", "links"):
            if name in known:
                known[name] = [stated(part) for part in known[name]]
        if self.blocks:
            known["blocks"] = [block.to_json() for block in self.blocks]
        return known


_OPTIONAL = tuple(one.name for one in fields(Block) if one.name not in ("kind", "html", "blocks"))


def as_html(blocks: Iterable[Block]) -> str:
    """The README in one piece."""
    return "\n".join(block.whole for block in blocks)


def stated(part: Any) -> dict[str, Any]:
    """A small dataclass as JSON types, without its empty fields."""
    pairs = ((one.name, getattr(part, one.name)) for one in fields(part))
    return {name: value for name, value in pairs if value not in ("", None, (), False)}
