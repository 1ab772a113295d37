"""Org to Markdown. https://orgmode.org/worg/org-syntax.html"""

import re
from collections.abc import Iterator

from importer.analysis.readme.light import (
    LONGEST_LINE,
    escaped,
    fence,
    is_picture,
    quoted,
    table,
    with_code,
)

_HEADING = re.compile(
    r"(?P<stars>\*{1,8}) (?:(?:TODO|DONE|NEXT|WAIT)\s)?(?P<text>.*?)(?:\s+:[\w@:]+:)?\s*"
)
_BEGIN = re.compile(r"\s*#\+begin_(?P<kind>\w+)\s*(?P<rest>.*)", re.IGNORECASE)
_KEYWORD = re.compile(r"\s*#\+(?P<name>[\w-]+):\s*(?P<value>.*)")
_DRAWER = re.compile(r"\s*:[\w-]+:\s*")
_COMMENT = re.compile(r"\s*#(?:\s.*)?")
_ITEM = re.compile(r"(?P<indent>\s*)(?P<sign>[-+]|\d+[.)])\s+(?:\[@\d+\]\s*)?(?P<text>.*)")
_TERM = re.compile(r"(?P<term>.{1,200}?)\s+::\s+(?P<text>.*)")
_LINK = re.compile(r"\[\[(?P<url>[^\]\n]{1,2000})\](?:\[(?P<text>[^\]\n]{1,1000})\])?\]")
_CODE = re.compile(r"(?<![\w=~])[=~]([^\s=~](?:[^=~\n]{0,300}[^\s=~])?)[=~](?![\w=~])")
_STRONG = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]{0,500}[^\s*])?)\*(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w/:.])/([^\s/](?:[^/\n]{0,500}[^\s/])?)/(?![\w/])")
_STRUCK = re.compile(r"(?<![\w+])\+([^\s+](?:[^+\n]{0,500}[^\s+])?)\+(?![\w+])")
_CODE_KINDS = frozenset({"src", "example", "verbatim"})
_TICK = {"[X]": "[x]", "[x]": "[x]", "[ ]": "[ ]", "[-]": "[ ]"}


def as_markdown(text: str) -> str:
    return "\n".join(_Reader(text).lines())


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._next = 0
        self._titled = False
        self._in_list = False

    def lines(self) -> Iterator[str]:
        while self._next < len(self._lines):
            yield from self._step()

    def _step(self) -> list[str]:
        line = self._take()
        if len(line) > LONGEST_LINE:
            return [escaped(line)]
        if line.lstrip().startswith("#+"):
            return self._command(line)
        if heading := _HEADING.fullmatch(line):
            self._in_list = False
            level = min(6, len(heading["stars"]) + self._titled)
            return ["", f"{'#' * level} {_said(heading['text'])}", ""]
        if _DRAWER.fullmatch(line):
            return self._drawer(line)
        return self._table(line) if line.lstrip().startswith("|") else self._prose(line)

    def _command(self, line: str) -> list[str]:
        if begin := _BEGIN.fullmatch(line):
            return self._block(begin["kind"].lower(), begin["rest"])
        keyword = _KEYWORD.fullmatch(line)
        return self._keyword(keyword["name"].lower(), keyword["value"]) if keyword else []

    def _prose(self, line: str) -> list[str]:
        if not line.strip():
            return [""]
        if item := _ITEM.fullmatch(line):
            self._in_list = True
            return [f"{item['indent']}{item['sign']} {_item(item['text'])}"]
        if _COMMENT.fullmatch(line):
            return []
        self._in_list = self._in_list and line[0].isspace()
        return [_said(line) if self._in_list else _said(line.lstrip())]

    def _block(self, kind: str, rest: str) -> list[str]:
        inside = self._until(re.compile(rf"\s*#\+end_{re.escape(kind)}\s*", re.IGNORECASE))
        if kind in _CODE_KINDS:
            return fence(inside, (rest.split() or [""])[0] if kind == "src" else "")
        if kind == "quote":
            return quoted([_said(line.strip()) for line in inside])
        if kind == "comment":
            return []
        if kind == "export":
            return ["", *inside, ""] if rest.lower().startswith("html") else []
        return ["", *_Reader("\n".join(inside)).lines(), ""]

    def _keyword(self, name: str, value: str) -> list[str]:
        """Settings say nothing to a reader."""
        if name == "title" and not self._titled:
            self._titled = True
            return [f"# {_said(value)}", ""]
        if name in ("subtitle", "caption"):
            return ["", f"*{_said(value)}*", ""]
        return ["", value, ""] if name == "html" else []

    def _drawer(self, line: str) -> list[str]:
        """Properties of a heading; one without an end is text."""
        ahead = self._lines[self._next : self._next + 200]
        ends = [index for index, other in enumerate(ahead) if other.strip().lower() == ":end:"]
        if not ends:
            return [_said(line)]
        self._next += ends[0] + 1
        return []

    def _table(self, line: str) -> list[str]:
        rows = [line]
        while self._next < len(self._lines) and self._lines[self._next].lstrip().startswith("|"):
            rows.append(self._take())
        cells = [
            [_said(cell.strip()) for cell in row.strip().strip("|").split("|")]
            for row in rows
            if not row.lstrip().startswith("|-")
        ]
        return table(cells)

    def _take(self) -> str:
        self._next += 1
        return self._lines[self._next - 1]

    def _until(self, end: re.Pattern[str]) -> list[str]:
        inside: list[str] = []
        while self._next < len(self._lines):
            line = self._take()
            if end.fullmatch(line):
                break
            inside.append(line.removeprefix(",") if line.startswith((",*", ",#+")) else line)
        return inside


def _item(text: str) -> str:
    tick = _TICK.get(text[:3], "")
    rest = text[3:].lstrip() if tick else text
    if term := _TERM.fullmatch(rest):
        rest = f"*{term['term']}*: {term['text']}"
    return f"{tick} {_said(rest)}" if tick else _said(rest)


def _said(text: str) -> str:
    return with_code(text, _CODE, _marked)


def _marked(text: str) -> str:
    marked = _STRUCK.sub(r"~~\1~~", _EMPHASIS.sub(r"_\1_", _STRONG.sub(r"**\1**", escaped(text))))
    return _LINK.sub(_link, marked)


def _link(match: re.Match[str]) -> str:
    url, text = match["url"].removeprefix("file:"), match["text"]
    if url.startswith(("*", "#")):
        return text or url.lstrip("*#")
    if text and is_picture(text.removeprefix("file:")):
        return f"[![](<{text.removeprefix('file:')}>)](<{url}>)"
    if text:
        return f"[{text}](<{url}>)"
    return f"![](<{url}>)" if is_picture(url) else f"[{url}](<{url}>)"
