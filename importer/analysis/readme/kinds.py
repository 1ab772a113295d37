"""What kind of block a unit is."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import unescape
from urllib.parse import SplitResult, parse_qs, urlsplit

from importer.analysis.blocks import Block, BlockImage, BlockKind, BlockLink, VideoSite
from importer.analysis.readme.actions import action_of
from importer.analysis.readme.cut import MERMAID, Cutter, Frame, Unit
from importer.analysis.readme.fold import fold
from importer.analysis.readme.grids import pictures_of
from importer.analysis.readme.pictures import are_badges

_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote", "ul": "list", "ol": "list", "dl": "list", "table": "table",
    "hr": "rule",
}  # fmt: skip
_TEXTS = frozenset({"", "p", "figure", "div"})
_FILM = re.compile(r"\.(?:mp4|webm|mov|m4v|ogv)$")
_YOUTUBE = re.compile(r"/(?:embed|shorts|live|v)/[\w-]{6,20}")
_DIAGRAM = re.compile(r"architecture|架构|アーキテクチャ|архитектур", re.IGNORECASE)
_MOST_ACTIONS = 6
LONGEST_DIAGRAM = 20_000
"""Characters of mermaid's language; a longer one is shown as code."""

_DARK = "#gh-dark-mode-only"


def blocks_of(cutter: Cutter) -> tuple[Block, ...]:
    """Everything that was cut, with set-up, contribution, licence and changelog folded."""
    whole = sum(map(len, cutter.pieces))
    return tuple(_of_frame(cutter, cutter.root, whole))


def has_diagram(blocks: Iterable[Block]) -> bool:
    """In mermaid's language, or a picture that is called one."""
    return any(
        block.kind == "diagram"
        or any(_DIAGRAM.search(f"{image.url} {image.alt}") for image in block.images)
        or has_diagram(block.blocks)
        for block in blocks
    )


def _of_frame(cutter: Cutter, frame: Frame, whole: int) -> list[Block]:
    found: list[Block] = []
    for one in frame.units:
        if isinstance(one, Unit):
            found.append(_of_unit(cutter, one))
        elif one.tag == "details":
            found.append(_details(cutter, one, whole))
        else:
            # Folded by itself already: a section does not go beyond the element it stands in.
            found += _of_frame(cutter, one, whole)
    joined = list(_with_galleries(found))
    return joined if frame.tag == "details" else fold(joined, whole)


def _details(cutter: Cutter, frame: Frame, whole: int) -> Block:
    inside = tuple(_of_frame(cutter, frame, whole))
    summary = frame.summary
    # Without the tags of the summary itself, which the block stands for.
    said = "".join(cutter.pieces[summary.start + 1 : summary.stop - 1]) if summary else ""
    return Block("details", frame.before + said, is_open=frame.is_open, blocks=inside)


def _of_unit(cutter: Cutter, unit: Unit) -> Block:
    html = cutter.html(unit)
    if unit.level:
        return _heading(unit, html)
    if unit.tag == "pre":
        return _code(cutter, unit, html)
    classes = unit.attributes.get("class", "")
    if unit.tag == "div" and "markdown-alert" in classes:
        tone = classes.rpartition("markdown-alert-")[2].split()[0]
        return Block("alert", html, tone=tone)
    return _text(unit, html) if unit.tag in _TEXTS else _other(unit, html)


def _heading(unit: Unit, html: str) -> Block:
    return Block(
        "heading",
        html,
        level=unit.level,
        text=unit.text,
        anchor=unit.anchor,
        images=tuple(unit.images),
    )


def _other(unit: Unit, html: str) -> Block:
    if unit.tag == "section" or unit.attributes.get("class") == "footnotes-sep":
        return Block("footnotes", html)
    if unit.tag == "table" and (pictures := pictures_of(unit)):
        return Block("gallery", html, images=pictures)
    return Block(_KINDS.get(unit.tag, "text"), html, images=tuple(unit.images))


def _code(cutter: Cutter, unit: Unit, html: str) -> Block:
    source = cutter.code(unit).strip() if unit.language == MERMAID else ""
    if 0 < len(source) <= LONGEST_DIAGRAM:
        return Block("diagram", html, source=source)
    return Block("code", html, language=unit.language)


def _text(unit: Unit, html: str) -> Block:
    """A paragraph: of words, or of badges, pictures, a film, ways on."""
    images = tuple(unit.images)
    special = _film(unit, html) or _actions(unit, html)
    if special:
        return special
    if images and unit.is_wordless:
        return _pictures(images, html)
    if unit.tag == "figure" and len(images) == 1:
        return Block("image", html, images=images)
    return Block("text", html, images=images)


def _pictures(images: tuple[BlockImage, ...], html: str) -> Block:
    if are_badges(images):
        return Block("badges", html, images=images)
    shown = _for_both_themes(images)
    if len(shown) > 1:
        return Block("gallery", html, images=shown)
    if urlsplit(shown[0].url).path.lower().endswith(".gif"):
        return Block("video", html, images=shown, url=shown[0].url, site="gif")
    return Block("image", html, images=shown)


def _for_both_themes(images: tuple[BlockImage, ...]) -> tuple[BlockImage, ...]:
    """Two images of which either ground shows one are one image."""
    dark = [image for image in images if image.url.endswith(_DARK)]
    light = [image for image in images if not image.url.endswith(_DARK)]
    if len(dark) != len(light):
        return images
    pairs = zip(light, dark, strict=True)
    return tuple(replace(one, dark_url=other.url) for one, other in pairs)


def _actions(unit: Unit, html: str) -> Block | None:
    """A paragraph of nothing but ways on."""
    if unit.images or unit.bare or not 0 < len(unit.links) <= _MOST_ACTIONS:
        return None
    links = []
    for link in unit.links:
        words = " ".join(unescape(link.said).split())
        links.append(BlockLink(words, link.url, action_of(words)))
    lead_on = all(one.kind and one.url.startswith("http") for one in links)
    return Block("action", html, links=tuple(links)) if lead_on else None


def _film(unit: Unit, html: str) -> Block | None:
    """A paragraph that is nothing but one link to a film, whatever it shows or says."""
    if len(unit.links) != 1 or unit.bare or len(unit.images) > 1:
        return None
    url = unit.links[0].url
    site = film_site(url)
    if not site:
        return None
    said = " ".join(unescape(unit.linked).split())
    title = "" if "://" in said or said == "Video" else said
    if not title and unit.images:
        title = unit.images[0].alt
    return Block("video", html, text=title, url=url, site=site, images=tuple(unit.images))


def film_site(url: str) -> VideoSite | None:
    """Where a film can be watched; None if the address is none of a film."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if known := next((site for site, found in _SITES if found(host, parts)), None):
        return known
    # Attachments of issues tell by no ending what they are; alone in a paragraph, they are played.
    attached = host == "github.com" and "/assets/" in parts.path
    return "file" if attached or _FILM.search(parts.path.lower()) else None


def _is_youtube(host: str, parts: SplitResult) -> bool:
    if host == "youtu.be":
        return len(parts.path) > 1
    named = "v" in parse_qs(parts.query) or _YOUTUBE.match(parts.path)
    return host in ("youtube.com", "m.youtube.com", "youtube-nocookie.com") and bool(named)


def _is_vimeo(host: str, parts: SplitResult) -> bool:
    numbered = any(part.isdecimal() for part in parts.path.split("/"))
    return host in ("vimeo.com", "player.vimeo.com") and numbered


_SITES: tuple[tuple[VideoSite, Callable[[str, SplitResult], bool]], ...] = (
    ("youtube", _is_youtube),
    ("vimeo", _is_vimeo),
    ("asciinema", lambda host, parts: host == "asciinema.org" and parts.path.startswith("/a/")),
    ("loom", lambda host, parts: host == "loom.com" and parts.path.startswith("/share/")),
)


def _with_galleries(blocks: Iterable[Block]) -> Iterator[Block]:
    """Images that follow each other become one gallery."""
    row: list[Block] = []
    for block in blocks:
        if block.kind in ("image", "gallery"):
            row.append(block)
            continue
        yield from _gallery(row)
        row = []
        yield block
    yield from _gallery(row)


def _gallery(row: list[Block]) -> Iterator[Block]:
    if len(row) < 2:
        yield from row
        return
    images = tuple(image for block in row for image in block.images)
    yield Block("gallery", "\n".join(block.html for block in row), images=images)
