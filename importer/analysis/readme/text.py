"""READMEs in formats we have no parser for: their text as it is, in a frame."""

import re
from html import escape

from importer.analysis.readme.outline import Block, Link, Outline, weight

_CUT = "…"

# Lines that are mark-up rather than prose, in reStructuredText, Org, AsciiDoc and plain text.
_MARKUP_LINE = re.compile(r"\s*(?:\.\. |#\+|:[\w-]+:|[=\-~^*+#`_.]{3,}\s*$|[*=]+ |\||\[\[|image::)")


_OUTLINED = 64_000
_HEADING = re.compile(r"(?:={1,4}|#{1,4}) (?P<text>\S.{0,100})$")
_ORG_HEADING = re.compile(r"\*{1,4} (?P<text>\S.{0,100})$")
_ORG = re.compile(r"^#\+\w+:", re.MULTILINE)
_ITEM = re.compile(r" {0,3}[-*+•] +(?P<text>\S.*)$")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+")


def as_html(text: str, limit: int) -> str:
    """``text`` escaped, at most ``limit`` characters of it, cut at the end of a line."""
    return f'<pre class="readme-text" tabindex="0">{escape(cut_at_line(text, limit))}</pre>'


def cut_at_line(text: str, limit: int) -> str:
    """At most ``limit`` characters, whole lines if there are any."""
    if len(text) <= limit:
        return text
    kept = text[:limit]
    return (kept[: kept.rfind("\n") + 1] or kept) + _CUT


def first_paragraph(text: str) -> str:
    """The first block of lines that reads like prose; empty if there is none."""
    for block in re.split(r"\n\s*\n", text[:64_000]):
        lines = block.strip("\n").split("\n")
        if any(map(_MARKUP_LINE.match, lines)) or all(line[:1] in (" ", "\t") for line in lines):
            continue
        prose = " ".join(" ".join(lines).split()).strip("*_")
        if sum(map(str.isalpha, prose)) >= 10:
            return prose
    return ""


def outline(text: str) -> Outline:
    """Headings, paragraphs and lists as most people write them when there is only text."""
    text = text[:_OUTLINED]
    # A star is Org's heading and everybody else's item.
    headings = _ORG_HEADING if _ORG.search(text) else _HEADING
    blocks: list[Block] = []
    items: list[str] = []
    for line in [*text.split("\n"), ""]:
        heading = headings.match(line)
        item = None if heading else _ITEM.match(line)
        if item:
            items.append(item["text"].strip())
        elif items and line[:1].isspace() and line.strip():
            items[-1] += f" {line.strip()}"
        else:
            blocks += [Block("list", "", items=tuple(items))] if items else []
            items = []
            blocks += _line_block(line, heading)
    addresses = dict.fromkeys(_ADDRESS.findall(text))
    return Outline(tuple(blocks), tuple(Link(address, address) for address in addresses))


def _line_block(line: str, heading: re.Match[str] | None) -> list[Block]:
    said = (heading["text"] if heading else line).strip(" *=#")
    if not said or (_MARKUP_LINE.match(line) and not heading):
        return []
    return [Block("heading" if heading else "paragraph", said, 2, weight(said))]
