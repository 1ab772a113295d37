"""AsciiDoc to Markdown. https://docs.asciidoctor.org/asciidoc/latest/"""

import re
from collections.abc import Iterator

from importer.analysis.readme.light import (
    LONGEST_LINE,
    escaped,
    fence,
    quoted,
    table,
    with_code,
)

_HEADING = re.compile(r"(?P<signs>={1,6}|#{1,6}) (?P<text>\S.*)")
_ATTRIBUTE = re.compile(r":(?P<name>!?[\w-]+)!?:(?:\s+(?P<value>.*))?")
_DIRECTIVE = re.compile(
    r"(?:ifdef|ifndef|ifeval|endif|include|toc)::\S*\[.*\]|\[\[[^\]]*\]\]|//(?!/).*"
)
_STYLE = re.compile(r"\[(?P<style>[^\]]*)\]")
_TITLE = re.compile(r"\.(?P<text>[^\s.].*)")
_IMAGE = re.compile(r"image::?(?P<path>[^\s\[]{1,2000})\[(?P<rest>[^\]\n]{0,1000})\]")
_LINK = re.compile(
    r"(?:link:)?(?P<url>(?:https?://|mailto:|(?<=link:))[^\s\[\]<>]{1,2000})\[(?P<text>[^\]\n]{0,1000})\]"
)
_REFERENCE = re.compile(
    r"&lt;&lt;(?P<to>[^,>\n]{1,200})(?:,\s*(?P<text>[^>\n]{1,300}))?>>|xref:(?P<file>[^\s\[]{1,500})\[(?P<said>[^\]\n]{0,300})\]"
)
_ITEM = re.compile(r"\s*(?P<signs>\*{1,5}|\.{1,5}|-|\d+\.) +(?P<text>\S.*)")
_ADMONITION = re.compile(r"(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION): (?P<text>.*)")
_CODE = re.compile(r"(?<![\w`])`\+?([^\s`](?:[^`\n]{0,300}?[^\s`+])?)\+?`(?![\w`])")
_STRONG = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]{0,500}[^\s*])?)\*(?![\w*])")
_REFERRED = re.compile(r"\{(?P<name>[\w-]{1,60})\}")
_VERBATIM = frozenset({"----", "....", "```", "~~~~"})
_CONTAINERS = frozenset({"====", "****", "--", "____", "++++"})
_KINDS = frozenset({"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"})
# Of headings and images; words that look like one are no attribute's value.
_MOST_ATTRIBUTES = 200


def as_markdown(text: str) -> str:
    return "\n".join(_Reader(text.split("\n"), {}).lines())


class _Reader:
    def __init__(self, lines: list[str], attributes: dict[str, str]) -> None:
        self._lines = lines
        self._attributes = attributes
        self._next = 0
        self._style = ""

    def lines(self) -> Iterator[str]:
        while self._next < len(self._lines):
            yield from self._step()

    def _step(self) -> list[str]:
        line = self._take().rstrip()
        if len(line) > LONGEST_LINE:
            return [escaped(line)]
        readers = (self._setting, self._structure, self._heading, self._note)
        found = (read(line) for read in readers)
        said = next((lines for lines in found if lines is not None), None)
        return self._prose(line) if said is None else said

    def _setting(self, line: str) -> list[str] | None:
        """What says nothing to a reader."""
        if attribute := _ATTRIBUTE.fullmatch(line):
            if len(self._attributes) < _MOST_ATTRIBUTES:
                self._attributes[attribute["name"]] = attribute["value"] or ""
            return []
        if style := _STYLE.fullmatch(line):
            self._style = style["style"]
            return [""]
        return [""] if _DIRECTIVE.fullmatch(line) or line == "+" else None

    def _structure(self, line: str) -> list[str] | None:
        if line.startswith("|==="):
            return self._table()
        if line in ("'''", "---", "***"):
            return ["", "---", ""]
        is_run = len(line) > 3 and len(set(line)) == 1
        is_code = line.startswith("```") or (is_run and line[:4] in _VERBATIM)
        if is_code or line == "--" or (is_run and line[:4] in _CONTAINERS):
            return self._delimited(line)
        return None

    def _heading(self, line: str) -> list[str] | None:
        if heading := _HEADING.fullmatch(line):
            return ["", f"{'#' * len(heading['signs'])} {self._said(heading['text'])}", ""]
        if title := _TITLE.fullmatch(line):
            return ["", f"**{self._said(title['text'])}**", ""]
        return None

    def _note(self, line: str) -> list[str] | None:
        style, self._style = self._style.upper(), ""
        note = _ADMONITION.fullmatch(line)
        if not line or not (note or style in _KINDS):
            return None
        kind, first = (note["kind"], note["text"]) if note else (style, line)
        return quoted([self._said(text) for text in self._paragraph(first)], kind)

    def _prose(self, line: str) -> list[str]:
        if item := _ITEM.fullmatch(line):
            return [self._item(item["signs"], item["text"])]
        # A blank at its beginning makes a line code, here as there.
        return [line if line.startswith("    ") else self._said(line.strip())]

    def _item(self, signs: str, text: str) -> str:
        depth = len(signs) - 1 if signs[0] in "*." else 0
        mark = "1." if signs[0] == "." or signs[0].isdigit() else "-"
        return f"{'   ' * depth}{mark} {self._said(text)}"

    def _delimited(self, line: str) -> list[str]:
        style, self._style = self._style, ""
        end = "```" if line.startswith("```") else line
        inside: list[str] = []
        while self._next < len(self._lines):
            taken = self._take()
            if taken.rstrip() == end:
                break
            inside.append(taken)
        if end[:4] in _VERBATIM:
            return fence(inside, _language(line, style))
        said = list(_Reader(inside, self._attributes).lines())
        if style.upper() in _KINDS:
            return quoted(said, style.upper())
        return quoted(said) if end.startswith("____") else ["", *said, ""]

    def _table(self) -> list[str]:
        """As many columns as the first row has; cells may stand on lines of their own."""
        self._style = ""
        rows: list[list[str]] = []
        width = 0
        while self._next < len(self._lines):
            line = self._take().strip()
            if line.startswith("|==="):
                break
            # Before the sign may stand how the cell is to be set: "a|", "2+|".
            cells = re.split(r"(?:^|\s)(?:\d+[+*])?[.<^>aehlmsdv]{0,3}\|", line)[1:]
            if not cells and line and rows:
                rows[-1][-1] += f" {self._said(line)}"
            elif cells:
                width = width or len(cells)
                said = [self._said(cell.strip()) for cell in cells]
                if rows and len(rows[-1]) + len(said) <= width:
                    rows[-1] += said
                else:
                    rows.append(said)
        return table(rows)

    def _paragraph(self, first: str) -> list[str]:
        """The rest of it, down to the next blank line."""
        found = [first]
        while self._next < len(self._lines):
            line = self._lines[self._next].strip()
            if not line or _DIRECTIVE.fullmatch(line):
                break
            found.append(self._take().strip())
        return found

    def _take(self) -> str:
        self._next += 1
        return self._lines[self._next - 1]

    def _said(self, text: str) -> str:
        known = _REFERRED.sub(lambda one: self._attributes.get(one["name"], one[0]), text)
        return with_code(known, _CODE, _marked)


def _language(line: str, style: str) -> str:
    """From ``[source,java]`` or from a fence's own end."""
    parts = [part.strip() for part in style.split(",")]
    named = parts[1] if len(parts) > 1 and parts[0] in ("source", "", "listing") else ""
    return named if "=" not in named and named else line.lstrip("`").strip()


def _marked(text: str) -> str:
    marked = _STRONG.sub(r"**\1**", escaped(text))
    marked = _REFERENCE.sub(
        lambda one: one["text"] or one["said"] or one["to"] or one["file"], marked
    )
    return _LINK.sub(_link, _IMAGE.sub(_image, marked))


def _link(match: re.Match[str]) -> str:
    text = match["text"].rstrip("^").partition(",role=")[0].partition(",window=")[0].strip('"')
    return f"[{text or match['url']}](<{match['url']}>)"


def _image(match: re.Match[str]) -> str:
    alt = match["rest"].partition(",")[0].strip().strip('"')
    alt = "" if "=" in alt else alt
    stated = match["rest"].partition("link=")[2].split(",")[0].strip('" ')
    image = f"![{alt}](<{match['path']}>)"
    return f"[{image}](<{stated}>)" if stated else image
