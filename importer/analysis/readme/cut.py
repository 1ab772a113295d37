"""Cuts a README's HTML into units: the elements that follow each other, whatever is around them.

Fed with the sanitiser's well-formed output, tag by tag, by `finish`. Elements that only stand
around others (``div``, ``center``, ``section``) are taken away, and what they say of their content,
its alignment or direction, is given to each unit; ``details`` keep theirs inside.
"""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

from dataclasses import dataclass, field
from html import escape, unescape

from importer.analysis.blocks import BlockImage

Attributes = dict[str, str]

VOID = frozenset("br hr img input source wbr col".split())
_GROUPS = frozenset("div section".split())
_BLOCKS = frozenset(
    "h1 h2 h3 h4 h5 h6 p ul ol dl table blockquote pre hr figure div section details summary "
    "dt dd li".split()
)
_INHERITED = ("align", "dir", "lang")
# Between links in a row of them.
_SEPARATORS = str.maketrans("", "", " \t\n\r\xa0|·•∙⋅–—-/,;:~»›→&^()[]")

MERMAID = "mermaid"

_MOST_CELLS = 60
_LONGEST_BEFORE = 10_000
"""Characters of anchors in a row; nobody jumps to the thousandth."""

DEEPEST = 4
"""``details`` in ``details`` whose content is still cut into units."""


@dataclass(slots=True)
class UnitLink:
    """:param said: its words; ``images`` what it shows instead of words."""

    url: str
    said: str = ""
    images: int = 0


@dataclass(slots=True)
class Cell:
    """Of a table.

    :param links: those that are not around an image.
    """

    row: int
    column: int
    said: str = ""
    images: int = 0
    links: int = 0


@dataclass(slots=True)
class Unit:
    """One element, or a run of text and inline elements.

    :param tag: of the element; empty for a run.
    :param start: index of its first piece, ``stop`` behind its last.
    :param around: attributes of the elements around it that concern it.
    :param before: anchors of the elements around it, as HTML.
    :param bare: letters and signs outside of links, but for those that only part links.
    :param cells: of a table, as long as it is a plain and small one; else None.
    :param is_blank: nothing but white space is in it, links included; images aside.
    """

    tag: str
    attributes: Attributes
    start: int
    around: Attributes = field(default_factory=dict)
    before: str = ""
    stop: int = 0
    depth: int = 0
    images: list[BlockImage] = field(default_factory=list)
    links: list[UnitLink] = field(default_factory=list)
    bare: int = 0
    is_blank: bool = True
    said: list[str] = field(default_factory=list)
    anchors: int = 0
    rows: int = 0
    cells: list[Cell] | None = None
    language: str = ""
    level: int = 0
    text: str = ""
    anchor: str = ""

    @property
    def linked(self) -> str:
        return "".join(link.said for link in self.links).strip()

    @property
    def is_wordless(self) -> bool:
        """Nothing is said in it, inside or outside of links."""
        return not self.bare and not self.linked


@dataclass(slots=True)
class Frame:
    """An element around others.

    :param summary: of ``details``.
    """

    tag: str
    around: Attributes
    is_open: bool = False
    before: str = ""
    summary: Unit | None = None
    units: list["Unit | Frame"] = field(default_factory=list)


class Cutter:
    """Collects pieces of HTML and knows which of them belong together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.root = Frame("", {})
        self.unit: Unit | None = None
        self._frames = [self.root]
        self._details = 0
        self._link: UnitLink | None = None
        self._dark = ""

    def start(self, tag: str, attributes: Attributes, piece: str) -> None:
        """A start tag; ``piece`` is what is to stand for it."""
        is_block = tag in _BLOCKS
        if self.unit and self.unit.tag == "" and self.unit.depth == 0 and is_block:
            self._end_unit()
        if self.unit is None:
            if self._opens_frame(tag, attributes):
                self._open_frame(tag, attributes)
                return
            self._begin(tag if is_block else "", attributes)
            if is_block:
                self.pieces.append(piece)
                if tag in VOID:
                    self._end_unit()
                return
        self._inside(tag, attributes)
        self.pieces.append(piece)

    def end(self, tag: str, piece: str) -> None:
        unit = self.unit
        if unit and unit.tag == "" and unit.depth == 0:
            self._end_unit()
            unit = None
        if unit is None:
            self._close_frame()
            return
        self.pieces.append(piece)
        if unit.depth:
            unit.depth -= 1
            if tag == "a":
                self._link = None
        else:
            self._end_unit()

    def data(self, text: str) -> None:
        """Text, still escaped."""
        if self.unit is None:
            if not text.strip():
                return
            self._begin("", {})
        unit = self.unit
        assert unit is not None
        self.pieces.append(text)
        unit.is_blank = unit.is_blank and not unescape(text).strip()
        if unit.cells:
            # More than a caption is no caption; how much more does not matter.
            unit.cells[-1].said += text if len(unit.cells[-1].said) < 500 else ""
            unit.cells[-1].links += bool(self._link and text.strip())
        if self._link:
            self._link.said += text if len(self._link.said) < 500 else ""
        else:
            unit.bare += len(unescape(text).translate(_SEPARATORS))
        if unit.language == MERMAID:
            unit.said.append(text)

    def close(self) -> None:
        if self.unit:
            self._end_unit()

    def html(self, unit: Unit) -> str:
        """The unit's own HTML, with what the elements around it say of it."""
        inner = "".join(self.pieces[unit.start : unit.stop])
        if unit.tag == "":
            inner = f"<p>{inner.strip()}</p>"
        if unit.around:
            stated = "".join(f' {name}="{escape(value)}"' for name, value in unit.around.items())
            inner = f"<div{stated}>{inner}</div>"
        return unit.before + inner

    def code(self, unit: Unit) -> str:
        """The text of a unit that is code, where it is kept."""
        return unescape("".join(unit.said))

    def _opens_frame(self, tag: str, attributes: Attributes) -> bool:
        if tag == "details":
            return self._details < DEEPEST
        return tag in _GROUPS and not attributes.get("class")

    def _open_frame(self, tag: str, attributes: Attributes) -> None:
        outer = self._frames[-1]
        stated = {name: attributes[name] for name in _INHERITED if attributes.get(name)}
        frame = Frame(tag, {**outer.around, **stated}, "open" in attributes)
        if anchor := attributes.get("id"):
            frame.before = f'<span id="{escape(anchor)}"></span>'
        if tag == "details":
            self._details += 1
        else:
            frame.before = outer.before + frame.before
            outer.before = ""
        outer.units.append(frame)
        self._frames.append(frame)

    def _close_frame(self) -> None:
        if len(self._frames) > 1:
            frame = self._frames.pop()
            self._details -= frame.tag == "details"

    def _begin(self, tag: str, attributes: Attributes) -> None:
        frame = self._frames[-1]
        self.unit = Unit(tag, attributes, len(self.pieces), frame.around)
        self.unit.cells = [] if tag == "table" else None
        self.unit.language = attributes.get("data-language", "") if tag == "pre" else ""
        if tag != "summary":
            self.unit.before, frame.before = frame.before, ""

    def _inside(self, tag: str, attributes: Attributes) -> None:
        """What an element inside of the unit says about it."""
        unit = self.unit
        assert unit is not None
        unit.depth += tag not in VOID
        unit.anchors += "id" in attributes or "name" in attributes
        if tag == "a" and attributes.get("href"):
            self._link = UnitLink(attributes["href"])
            unit.links.append(self._link)
        elif tag == "source":
            if "dark" in attributes.get("media", "") and not self._dark:
                self._dark = first_of_set(attributes.get("srcset", ""))
        elif tag == "img":
            self._image(unit, attributes)
        elif unit.cells is not None:
            self._cell(unit, tag, attributes)

    def _cell(self, unit: Unit, tag: str, attributes: Attributes) -> None:
        assert unit.cells is not None
        is_odd = tag in ("table", "pre", "ul", "ol") or "colspan" in attributes
        if is_odd or "rowspan" in attributes or len(unit.cells) > _MOST_CELLS:
            unit.cells = None
        elif tag == "tr":
            unit.rows += 1
        elif tag in ("td", "th"):
            column = unit.cells[-1].column + 1 if unit.cells else 0
            is_first = not unit.cells or unit.cells[-1].row != unit.rows
            unit.cells.append(Cell(unit.rows, 0 if is_first else column))

    def _image(self, unit: Unit, attributes: Attributes) -> None:
        dark, self._dark = self._dark, ""
        url = attributes.get("src") or first_of_set(attributes.get("srcset", ""))
        if not url:
            return
        if self._link:
            self._link.images += 1
        if unit.cells:
            unit.cells[-1].images += 1
        unit.images.append(
            BlockImage(
                url,
                " ".join(attributes.get("alt", "").split()),
                pixels(attributes.get("width")),
                pixels(attributes.get("height")),
                self._link.url if self._link else "",
                dark,
                floats=attributes.get("align") in ("left", "right"),
            )
        )

    def _end_unit(self) -> None:
        unit = self.unit
        assert unit is not None
        unit.stop = len(self.pieces)
        self.unit = self._link = None
        frame = self._frames[-1]
        if unit.tag == "summary" and frame.tag == "details" and frame.summary is None:
            frame.summary = unit
        elif unit.tag not in ("", "p") or unit.images or not unit.is_blank:
            frame.units.append(unit)
        else:
            # At most a place to jump to: it belongs to what follows.
            inside = slice(unit.start + bool(unit.tag), unit.stop - bool(unit.tag))
            is_place = unit.anchors and len(unit.before) < _LONGEST_BEFORE
            place = "".join(self.pieces[inside]).strip() if is_place else ""
            frame.before = unit.before + place


def pixels(stated: str | None) -> int | None:
    """``120`` and ``120px``; percent depend on the page."""
    digits = (stated or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and 0 < len(digits) < 6 else None


def first_of_set(candidates: str) -> str:
    """The first address of a ``srcset``."""
    return (candidates.split(",")[0].split() or [""])[0]
