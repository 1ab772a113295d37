"""The last touches on sanitised HTML: what the page around it needs.

Headings go down one level (the page has its own ``h1``) and get GitHub's anchors, wide things can
be scrolled by keyboard, every image has an ``alt``, films become links. The input is the
sanitiser's own output, so it is well formed and may be passed through piece by piece.
"""

import posixpath
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from importer.analysis.readme.cut import Cutter
from importer.analysis.readme.emoji import with_emoji
from importer.analysis.readme.links import ID_PREFIX
from importer.analysis.readme.placeless import PlacelessParser

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TABLE_FRAME = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'

Pairs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Finished:
    """:param headings: all of them, wherever they stand."""

    cutter: Cutter
    headings: list[Heading]


def finish(html: str) -> Finished:
    """``html`` with anchors, frames and alternative texts, cut into units."""
    finisher = _Finisher()
    finisher.feed(html)
    finisher.close()
    finisher.cutter.close()
    return Finished(finisher.cutter, finisher.headings)


def slug(text: str) -> str:
    """The anchor GitHub gives a heading: lower case, blanks to hyphens, punctuation dropped."""
    kept = (c for c in text.strip().lower() if c in "-_ " or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


@dataclass(slots=True)
class _OpenHeading:
    place: int
    tag: str
    attributes: dict[str, str]


class _Finisher(PlacelessParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.cutter = Cutter()
        self.headings: list[Heading] = []
        self._code = self._links_open = 0
        self._slugs: Counter[str] = Counter()
        self._heading: _OpenHeading | None = None
        self._heading_text: list[str] = []
        self._film: dict[str, str] | None = None
        self._link: tuple[int, dict[str, str]] = (0, {})

    def handle_starttag(self, tag: str, attrs: Pairs) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "video" or self._film is not None:
            self._start_in_film(tag, known)
            return
        self._code += tag in ("code", "pre")
        if tag in _HEADINGS:
            self._open_heading(tag, known)
        elif tag == "table":
            self.cutter.start(tag, known, _TABLE_FRAME + (self.get_starttag_text() or ""))
        elif tag == "pre":
            self._open_code(known)
        elif tag == "img":
            self._image(known)
        elif tag == "center":
            self.cutter.start("div", {"align": "center"}, '<div align="center">')
        else:
            self.cutter.start(tag, known, self.get_starttag_text() or "")
            if tag == "a":
                self._links_open += 1
                self._link = (len(self.cutter.pieces), known)

    def handle_endtag(self, tag: str) -> None:
        if tag == "video":
            self._close_film()
            return
        if self._film is not None:
            return
        self._code -= tag in ("code", "pre")
        if tag in _HEADINGS:
            self._close_heading(tag)
            return
        if tag == "a":
            self._close_link()
        shown = "div" if tag == "center" else tag
        self.cutter.end(tag, "</table></div>" if tag == "table" else f"</{shown}>")

    def handle_data(self, data: str) -> None:
        if self._film is not None:
            # What stands there is for those who cannot see it.
            return
        self.cutter.data(data if self._code else with_emoji(data))
        # As written: GitHub's anchor of ":star: Stars" is "star-stars".
        self._heading_text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _open_heading(self, tag: str, attributes: dict[str, str]) -> None:
        """Its anchor depends on its text: keep the place, fill it at the end tag."""
        self._heading_text.clear()
        self.cutter.start(tag, attributes, "")
        self._heading = _OpenHeading(len(self.cutter.pieces) - 1, _lower(tag), attributes)

    def _close_heading(self, tag: str) -> None:
        open_one, self._heading = self._heading, None
        unit = self.cutter.unit
        if open_one:
            written = unescape("".join(self._heading_text))
            anchor = open_one.attributes.get("id") or self._anchor(written)
            heading = Heading(int(open_one.tag[1]), with_emoji(" ".join(written.split())), anchor)
            attributes = {**open_one.attributes, "id": anchor}
            kept = {name: attributes[name] for name in attributes if name != "id" or anchor}
            self.cutter.pieces[open_one.place] = _start_tag(open_one.tag, kept.items())
            self.headings.append(heading)
            if unit and unit.tag == tag:
                unit.level, unit.text, unit.anchor = heading.level, heading.text, heading.anchor
        self.cutter.end(tag, f"</{_lower(tag)}>")

    def _close_link(self) -> None:
        """One that nobody can see leads nowhere; the place it marks stays."""
        self._links_open -= 1
        begun, attributes = self._link
        if not "".join(self.cutter.pieces[begun:]).strip() and "href" in attributes:
            kept = ((name, value) for name, value in attributes.items() if name in ("id", "name"))
            self.cutter.pieces[begun - 1] = _start_tag("a", kept)

    def _anchor(self, text: str) -> str:
        name = slug(text)
        seen = self._slugs[name]
        self._slugs[name] += 1
        return f"{ID_PREFIX}{name}-{seen}" if seen else f"{ID_PREFIX}{name}" if name else ""

    def _open_code(self, attributes: dict[str, str]) -> None:
        """GitHub takes the language of a ``pre`` for that of its code."""
        language = attributes.pop("data-language", "") or attributes.pop("lang", "")
        piece = _start_tag("pre", [*attributes.items(), ("tabindex", "0")])
        self.cutter.start("pre", {**attributes, "data-language": language.lower()[:40]}, piece)

    def _image(self, attributes: dict[str, str]) -> None:
        # An image that is all there is of a link is the link's only name.
        if not attributes.get("alt"):
            name = _file_name(attributes.get("src", "")) if self._links_open else ""
            attributes = {**{n: v for n, v in attributes.items() if n != "alt"}, "alt": name}
        if attributes.get("src") or attributes.get("srcset"):
            self.cutter.start("img", attributes, _start_tag("img", attributes.items()))

    def _start_in_film(self, tag: str, attributes: dict[str, str]) -> None:
        """Nothing of a film is loaded before somebody wants to see it."""
        if self._film is None:
            self._film = attributes
        elif tag == "source" and not self._film.get("src"):
            self._film["src"] = attributes.get("src", "")

    def _close_film(self) -> None:
        film, self._film = self._film or {}, None
        if not film.get("src"):
            return
        inside_of_link = self._links_open > 0
        if not inside_of_link:
            link = {"href": film["src"], "rel": "nofollow noopener"}
            self.cutter.start("a", link, _start_tag("a", link.items()))
        if film.get("poster"):
            image = {"src": film["poster"], "alt": "Video", "loading": "lazy", "decoding": "async"}
            self.cutter.start("img", image, _start_tag("img", image.items()))
        else:
            self.cutter.data("Video")
        if not inside_of_link:
            self.cutter.end("a", "</a>")


def _lower(heading: str) -> str:
    return f"h{min(6, int(heading[1]) + 1)}"


def _file_name(address: str) -> str:
    return posixpath.splitext(posixpath.basename(unquote(urlsplit(address).path)))[0] or "image"


def _start_tag(tag: str, attrs: Iterable[tuple[str, str]]) -> str:
    pairs = "".join(f' {name}="{escape(value)}"' for name, value in attrs)
    return f"<{tag}{pairs}>"
