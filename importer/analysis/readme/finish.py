"""The last touches on sanitised HTML: what the page around it needs.

Headings go down one level (the page has its own ``h1``) and get GitHub's anchors, wide things can
be scrolled by keyboard, every image has an ``alt``, some sections are folded. The input is the
sanitiser's own output, so it is well formed and may be passed through piece by piece.
"""

import posixpath
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from importer.analysis.readme.emoji import with_emoji
from importer.analysis.readme.fold import Heading, contents, fold
from importer.analysis.readme.links import ID_PREFIX
from importer.analysis.result import Section

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_VOID = frozenset({"br", "hr", "img", "input", "source", "wbr", "col"})
_TABLE_FRAME = '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">'

Attributes = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Finished:
    html: str
    contents: tuple[Section, ...]


def finish(html: str, title: str = "") -> Finished:
    """``html`` with anchors, frames, alternative texts and folded sections.

    :param title: the repository's name, which the table of contents leaves out.
    """
    finisher = _Finisher()
    finisher.feed(html)
    finisher.close()
    end = finisher.footnotes or len(finisher.pieces)
    folded = fold(finisher.pieces, finisher.headings, end)
    return Finished(folded, contents(finisher.headings, title))


def slug(text: str) -> str:
    """The anchor GitHub gives a heading: lower case, blanks to hyphens, punctuation dropped."""
    kept = (c for c in text.strip().lower() if c in "-_ " or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


class _Finisher(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.headings: list[Heading] = []
        self.footnotes = 0
        self._depth = self._code = 0
        self._slugs: Counter[str] = Counter()
        self._heading: tuple[int, str, Attributes] | None = None
        self._heading_text: list[str] = []
        self._links_open = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "hr" and not self._depth and dict(attrs).get("class") == "footnotes-sep":
            self.footnotes = len(self.pieces)
        self._depth += tag not in _VOID
        self._code += tag in ("code", "pre")
        if tag in _HEADINGS:
            self._open_heading(tag, attrs)
        elif tag == "table":
            self.pieces += (_TABLE_FRAME, self.get_starttag_text() or "")
        elif tag == "pre":
            self.pieces.append(_start_tag("pre", [*attrs, ("tabindex", "0")]))
        elif tag == "img":
            self._image(attrs)
        else:
            self._links_open += tag == "a"
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= 1
        self._code -= tag in ("code", "pre")
        if tag in _HEADINGS:
            self._close_heading(tag)
            return
        self._links_open -= tag == "a"
        self.pieces.append("</table></div>" if tag == "table" else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self._code else with_emoji(data))
        # As written: GitHub's anchor of ":star: Stars" is "star-stars".
        self._heading_text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _open_heading(self, tag: str, attrs: Attributes) -> None:
        """Its anchor depends on its text: keep the place, fill it at the end tag."""
        self._heading = (len(self.pieces), _lower(tag), attrs)
        self._heading_text.clear()
        self.pieces.append("")

    def _close_heading(self, tag: str) -> None:
        self.pieces.append(f"</{_lower(tag)}>")
        if self._heading is None:
            return
        place, lowered, attrs = self._heading
        self._heading = None
        written = unescape("".join(self._heading_text))
        anchor = dict(attrs).get("id") or self._anchor(written)
        text = with_emoji(" ".join(written.split()))
        known = [pair for pair in attrs if pair[0] != "id"]
        self.pieces[place] = _start_tag(lowered, [*known, *([("id", anchor)] if anchor else [])])
        end, is_outermost = len(self.pieces) - 1, self._depth == 0
        level = int(lowered[1])
        self.headings.append(Heading(level, text, anchor, place, end, is_outermost))

    def _anchor(self, text: str) -> str:
        name = slug(text)
        seen = self._slugs[name]
        self._slugs[name] += 1
        return f"{ID_PREFIX}{name}-{seen}" if seen else f"{ID_PREFIX}{name}" if name else ""

    def _image(self, attrs: Attributes) -> None:
        known = dict(attrs)
        # An image that is all there is of a link is the link's only name.
        if not known.get("alt"):
            name = _file_name(known.get("src") or "") if self._links_open else ""
            attrs = [*(pair for pair in attrs if pair[0] != "alt"), ("alt", name)]
        if known.get("src") or known.get("srcset"):
            self.pieces.append(_start_tag("img", attrs))


def _lower(heading: str) -> str:
    return f"h{min(6, int(heading[1]) + 1)}"


def _file_name(address: str) -> str:
    return posixpath.splitext(posixpath.basename(unquote(urlsplit(address).path)))[0] or "image"


def _start_tag(tag: str, attrs: Iterable[tuple[str, str | None]]) -> str:
    pairs = "".join(f' {name}="{escape(value)}"' for name, value in attrs if value is not None)
    return f"<{tag}{pairs}>"
