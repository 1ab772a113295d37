"""A README's running text without its HTML: headings, paragraphs, quotes and lists in order."""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

from dataclasses import dataclass
from typing import Literal

from importer.analysis.readme.placeless import PlacelessParser

LIMIT = 256 * 1024
"""Characters of HTML that are read; what a README is about stands at its beginning."""

UNTICKED = "[ ] "
"""Before an item of a task list that is still to be done."""

Kind = Literal["heading", "paragraph", "quote", "list"]

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BREAKING = frozenset("p div li ul ol dl dt dd table blockquote center details pre hr".split())
_SILENT = frozenset("table pre summary sub sup dl script style".split())
_EMPHASIS = frozenset("em strong b i".split())
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """:param level: of a heading, 1 to 6.
    :param weight: letters outside of links; an ideograph counts as a short word.
    :param is_emphasised: nothing of it is outside of bold or italics.
    :param items: of a list, the outermost level only."""

    kind: Kind
    text: str
    level: int = 0
    weight: int = 0
    is_emphasised: bool = False
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()


def weight(text: str) -> int:
    """How much is said: a letter counts one, an ideograph as much as a short word."""
    if text.isascii():
        return len(text.encode().translate(None, _NO_LETTERS))
    return sum(4 if letter >= "\u2e80" else letter.isalpha() for letter in text)


def outline(html: str) -> Outline:
    """Of sanitised HTML."""
    reader = _Reader()
    reader.feed(html[:LIMIT])
    reader.close()
    return Outline(tuple(reader.blocks), tuple(reader.links))


class _Reader(PlacelessParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._said: list[str] = []
        self._weight = 0
        self._bare = 0
        self._items: list[str] = []
        self._silent = self._emphasis = self._lists = self._quotes = 0
        self._link: tuple[str, list[str]] | None = None
        # For each open div whether it is an alert, which says what to beware of, not what this is.
        self._divs: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKING or tag in _HEADINGS:
            self._flush()
        if tag == "div":
            self._divs.append("markdown-alert" in (dict(attrs).get("class") or ""))
        self._silent += tag in _SILENT or (tag == "div" and self._divs[-1])
        self._emphasis += tag in _EMPHASIS
        self._quotes += tag == "blockquote"
        self._lists += tag in ("ul", "ol")
        if tag == "li" and self._lists == 1:
            self._items.append("")
        if tag == "input" and self._lists == 1 and "checked" not in dict(attrs):
            self._said.append(UNTICKED)
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", [])
        if tag == "br":
            self.handle_data(" ")
        if tag == "img" and self._link:
            # A link that is only an image is called what the image is called.
            self._link[1].append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._end_heading(int(tag[1]))
        elif tag in _BREAKING:
            self._flush()
        self._silent -= tag in _SILENT or (tag == "div" and self._divs.pop())
        self._emphasis -= tag in _EMPHASIS
        self._quotes -= tag == "blockquote"
        if tag in ("ul", "ol"):
            self._lists -= 1
            self._end_list()
        if tag == "a" and self._link:
            url, said = self._link
            self._link = None
            if url and (text := _folded(said)):
                self.links.append(Link(text, url))

    def handle_data(self, data: str) -> None:
        if self._link:
            self._link[1].append(data)
        if self._silent:
            return
        self._said.append(data)
        said = weight(data)
        self._weight += 0 if self._link else said
        self._bare += 0 if self._emphasis else said

    def close(self) -> None:
        super().close()
        self._flush()

    def _end_heading(self, level: int) -> None:
        if text := _folded(self._said):
            self.blocks.append(Block("heading", text, level))
        self._clear()

    def _end_list(self) -> None:
        if self._lists == 0:
            if items := tuple(filter(None, self._items)):
                self.blocks.append(Block("list", "", items=items))
            self._items.clear()

    def _flush(self) -> None:
        text = _folded(self._said)
        if text and self._lists:
            self._continue_item(text)
        elif text:
            kind: Kind = "quote" if self._quotes else "paragraph"
            alone = not self._bare
            self.blocks.append(Block(kind, text, 0, self._weight, alone))
        self._clear()

    def _continue_item(self, text: str) -> None:
        """Only the item's first paragraph; lists in it are details."""
        if self._lists == 1 and self._items and not self._items[-1]:
            self._items[-1] = text

    def _clear(self) -> None:
        self._said.clear()
        self._weight = self._bare = 0


def _folded(said: list[str]) -> str:
    return " ".join("".join(said).split())
