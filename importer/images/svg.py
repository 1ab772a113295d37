"""Drawings (SVG) made harmless: what can run, load or lead elsewhere is left out.

Shown only as images, where browsers run no script anyway, and served with a policy that forbids
everything; this is the third lock on the same door. What is not on the lists goes, with all that
is inside it. Reference: https://www.w3.org/TR/SVG2/
"""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

import re
from dataclasses import dataclass
from xml.etree.ElementTree import (
    Element,
    ParseError,
    register_namespace,
    tostring,
)

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

LARGEST = 512 * 1024
"""Bytes of a drawing."""
_MOST_PARTS = 20_000
_DEEPEST = 100
_MOST_COPIES = 200
"""References among its parts: copies of copies of copies grow without end."""

_ELEMENTS = frozenset(
    """svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
    textPath linearGradient radialGradient stop pattern clipPath mask marker image style switch
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
    feSpotLight feTile feTurbulence""".split()
)
_URL = re.compile(r"url\s*\(\s*(['\"]?)\s*(?P<target>[^)'\"]*)\1\s*\)?", re.IGNORECASE)
# A backslash could spell any of the words.
_LOADS = re.compile(r"@import|@font-face|\\|image-set|src\s*\(|script|expression", re.IGNORECASE)
_INNER_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_LENGTH = re.compile(r"\s*(?P<number>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?P<unit>px|pt|em|mm|cm|in)?\s*")
_PIXELS_PER = {None: 1.0, "px": 1.0, "pt": 1.33, "em": 16.0, "mm": 3.78, "cm": 37.8, "in": 96.0}

register_namespace("", _SVG)


class NotDrawable(Exception):
    """Not a drawing that is shown; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """:param width: in pixels, of the drawing's own size or its view box; 0 for neither."""

    data: bytes
    width: int
    height: int


def looks_like_svg(data: bytes) -> bool:
    head = data[:8192].lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in head


def clean_svg(data: bytes) -> Drawing:
    """The harmless part of a drawing.

    :raises NotDrawable: not well formed, too large, or not a drawing at all.
    """
    if len(data) > LARGEST:
        raise NotDrawable("The drawing is too large.")
    root = _parsed(data)
    if root.tag != f"{{{_SVG}}}svg":
        raise NotDrawable("It is no drawing.")
    _Cleaner().clean(root)
    _drop_copies_of_copies(root)
    width, height = _size(root)
    return Drawing(tostring(root, encoding="utf-8"), width, height)


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotDrawable("The drawing is damaged, or more than a drawing.") from error
    return root


class _Cleaner:
    def __init__(self) -> None:
        self._parts = 0

    def clean(self, element: Element, depth: int = 0) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS or depth > _DEEPEST:
            raise NotDrawable("The drawing has too many parts.")
        self._clean_attributes(element)
        for child in list(element):
            if _local(child.tag) in _ELEMENTS and _is_harmless(child):
                self.clean(child, depth + 1)
            else:
                _remove(element, child)

    def _clean_attributes(self, element: Element) -> None:
        stated = dict(element.attrib)
        element.attrib.clear()
        for name, value in stated.items():
            name = "href" if name == _XLINK else name
            if name == "href":
                keeps = _is_inside(value, element.tag)
            else:
                is_plain = name == _XML_SPACE or not name.startswith("{")
                keeps = is_plain and not name.lower().startswith("on") and _loads_nothing(value)
            if keeps:
                element.set(name, value)


def _local(tag: object) -> str:
    """The name of an element of ours; empty for those of other languages."""
    prefix = f"{{{_SVG}}}"
    return tag.removeprefix(prefix) if isinstance(tag, str) and tag.startswith(prefix) else ""


def _is_harmless(element: Element) -> bool:
    return _local(element.tag) != "style" or _loads_nothing("".join(element.itertext()))


def _is_inside(address: str, tag: str) -> bool:
    if _local(tag) == "image":
        return bool(_INNER_IMAGE.match(address.strip()))
    return address.strip().startswith("#")


def _loads_nothing(value: str) -> bool:
    targets = (found["target"].strip() for found in _URL.finditer(value))
    return not _LOADS.search(value) and all(target.startswith("#") for target in targets)


def _remove(parent: Element, child: Element) -> None:
    """Without the text after it, which stands between elements and is only white space there."""
    parent.remove(child)


def _drop_copies_of_copies(root: Element) -> None:
    """Ten copies of ten copies of ten … would be drawn one by one."""
    uses = {element for element in root.iter() if _local(element.tag) == "use"}
    if len(uses) > _MOST_COPIES:
        raise NotDrawable("The drawing has too many parts.")
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for parent in list(root.iter()):
        for child in list(parent):
            target = by_id.get(child.get("href", "").strip().removeprefix("#"))
            if child in uses and target is not None and uses.intersection(target.iter()):
                _remove(parent, child)


def _size(root: Element) -> tuple[int, int]:
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if width and height:
        return width, height
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(box) != 4:
        return 0, 0
    across, down = _pixels(box[2]), _pixels(box[3])
    if width and across:
        return width, round(width * down / across)
    return across, down


def _pixels(stated: str | None) -> int:
    found = _LENGTH.fullmatch(stated or "")
    return round(float(found["number"]) * _PIXELS_PER[found["unit"]]) if found else 0
