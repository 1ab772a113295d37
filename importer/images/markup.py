"""Image tags in HTML that the README's sanitiser wrote: which there are, and others in their place.

The input is our own output, so attributes are quoted and every ``<`` in a text is escaped; a page
is rewritten at each view, in a single pass.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote, urlsplit

_TAG = re.compile(
    r'<(?P<end>/?)(?P<name>a|picture|img|source)\b(?P<rest>[^>"]*(?:"[^"]*"[^>"]*)*)>'
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_PIXELS = re.compile(r"([0-9]{1,5})(?:px)?")
_KEPT = ("title", "align", "id", "dir", "lang")
# Which of a forge's two themes an image is for; the page's style sheet goes by it.
_THEME = re.compile(r"#gh-(?:dark|light)-mode-only$")

ZOOMED_FROM = 480
"""Pixels of width from which an image is a link to itself in full size."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An image as its README names it.

    :param url: without fragment.
    :param width: as stated by the README, in pixels.
    """

    url: str
    alt: str = ""
    width: int | None = None
    is_linked: bool = False


@dataclass(frozen=True, slots=True)
class Hosted:
    """An image we hold: its address here, and its size in pixels where it has one."""

    src: str
    width: int
    height: int


Find = Callable[[str], Hosted | None]
"""From an address as the README has it (without fragment) to our copy of it."""


def mentions(html: str) -> Iterator[Mention]:
    """Every image the mark-up would load, in order, with repetitions."""
    links = 0
    for tag in _TAG.finditer(html):
        match tag["name"], tag["end"]:
            case "a", end:
                links += -1 if end else 1
            case "img" | "source", "":
                known = _attributes(tag)
                if url := _address(known):
                    stated = _pixels(known.get("width"))
                    yield Mention(url, known.get("alt", ""), stated, links > 0)


def rewrite(html: str, find: Find) -> str:
    """``html`` in which every image is ours; for one we do not have stands a link to it."""
    return _TAG.sub(_Rewriter(find).replace, html)


def without_fragment(url: str) -> str:
    return url.partition("#")[0]


class _Rewriter:
    def __init__(self, find: Find) -> None:
        self._find = find
        self._links = 0

    def replace(self, tag: re.Match[str]) -> str:
        match tag["name"], tag["end"]:
            case "a", end:
                self._links += -1 if end else 1
            case "source", _:
                return self._source(_attributes(tag))
            case "img", _:
                return self._image(_attributes(tag))
        return tag[0]

    def _source(self, known: dict[str, str]) -> str:
        ours = self._find(_address(known))
        if ours is None:
            return ""
        media = known.get("media")
        stated = f' media="{escape(media)}"' if media else ""
        return f'<source srcset="{escape(ours.src)}"{stated}>'

    def _image(self, known: dict[str, str]) -> str:
        url = _address(known)
        ours = self._find(url) if url else None
        if ours is None:
            return self._instead(url, known.get("alt", ""))
        theme = _THEME.search(known.get("src", ""))
        attributes = {"src": ours.src + (theme[0] if theme else ""), "alt": known.get("alt", "")}
        attributes |= _size(known, ours) | {n: known[n] for n in _KEPT if n in known}
        image = _start_tag("img", {**attributes, "loading": "lazy", "decoding": "async"})
        if self._links > 0 or ours.width < ZOOMED_FROM or theme:
            return image
        name = "" if attributes["alt"].strip() else ' aria-label="Enlarge the picture"'
        return f'<a class="zoom" href="{escape(ours.src)}"{name}>{image}</a>'

    def _instead(self, url: str, alt: str) -> str:
        name = escape(" ".join(alt.split()) or _file_name(url))
        if self._links > 0 or urlsplit(url).scheme not in ("http", "https"):
            return f'<span class="image-missing">{name}</span>'
        return f'<a class="image-missing" href="{escape(url)}" rel="nofollow noopener">{name}</a>'


def _attributes(tag: re.Match[str]) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag["rest"])}


def _address(known: dict[str, str]) -> str:
    """``src``, else the first of the candidates; without its fragment."""
    first = known.get("src") or (known.get("srcset", "").split(",")[0].split() or [""])[0]
    return without_fragment(first)


def _size(known: dict[str, str], ours: Hosted) -> dict[str, str]:
    """Both measures, so that nothing moves when the image arrives; what is stated holds."""
    width, height = known.get("width"), known.get("height")
    if not (ours.width and ours.height) or (width and height):
        return {name: value for name, value in (("width", width), ("height", height)) if value}
    if width or height:
        across, down = _pixels(width), _pixels(height)
        if across:
            return {"width": str(across), "height": str(round(across * ours.height / ours.width))}
        if down:
            return {"width": str(round(down * ours.width / ours.height)), "height": str(down)}
        return {"width": width} if width else {}
    return {"width": str(ours.width), "height": str(ours.height)}


def _pixels(stated: str | None) -> int | None:
    found = _PIXELS.fullmatch(stated or "")
    return int(found[1]) or None if found else None


def _file_name(url: str) -> str:
    return posixpath.basename(unquote(urlsplit(url).path)) or "Image"


def _start_tag(name: str, attributes: dict[str, str]) -> str:
    pairs = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>"
