"""A project's page as Markdown (CommonMark with GFM's tables); its README from sanitised HTML."""

import re
from html.parser import HTMLParser
from typing import Any

from importer.models import Project, User
from importer.workflow.exporting import shown
from importer.workflow.readmes import html_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_BLOCKS = frozenset("p div section article figure figcaption details dl dt dd center".split())  # noqa: SIM905


def page(project: Project, owner: User) -> str:
    """The page from its title to where it comes from."""
    said = shown(project, owner)
    parts = [f"# {plain(said['title'])}"]
    if said["quote"]:
        parts.append(f"> {plain(said['quote'])}")
    if said["description"]:
        parts.append(plain(said["description"]))
    parts += [_facts(said), _list("Features", [plain(one) for one in said["features"]])]
    parts.append(_list("Tech stack", [_technology(item) for item in said["stack"]]))
    has_readme = bool(said["readmes"] or said["readme_html"])
    if has_readme and (readme := from_html(html_of(project))):
        parts.append(f"---\n\n{readme}")
    parts.append(f"---\n\nFrom {_link(said['source']['path'], project.web_url)}{_at(project)}.")
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """One line in which nothing is mark-up."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def _facts(said: dict[str, Any]) -> str:
    licence = (said["licence"] or {}).get("spdx_id") or ""
    rows = {
        "Categories": ", ".join(said["categories"]),
        "Topics": ", ".join(said["topics"]),
        "Languages": ", ".join(f"{one['name']} {one['percent']:g} %" for one in said["languages"]),
        "Licence": licence,
        "Release": ((said["facts"].get("release") or {}).get("tag")) or "",
        "Stars": str(said["stars"]),
    }
    return "\n".join(f"- **{name}:** {plain(text)}" for name, text in rows.items() if text)


def _list(title: str, rows: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {row}" for row in rows)]) if rows else ""


def _technology(item: dict[str, Any]) -> str:
    place = item.get("path") or ""
    where = f"{place}:{item['line']}" if place and item.get("line") else place
    version = f" {plain(item['constraint'])}" if item.get("constraint") else ""
    return f"{plain(item['name'])}{version}" + (
        f" (found in `{where.replace('`', '’')}`)" if where else ""
    )


def _at(project: Project) -> str:
    return f" at `{project.commit[:10]}`" if project.commit else ""


def _link(text: str, url: str) -> str:
    return f"[{plain(text)}](<{url.replace('>', '%3E').replace('<', '%3C')}>)"


def from_html(html: str) -> str:
    """Markdown that says what the HTML says. Linear in its length; unknown tags lose only
    themselves."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Walks the tags once. Lines are collected without their prefix; quotes and lists, which may
    stand in one another, put it before them when a block ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._line: list[str] = []
        self._prefixes: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._row: list[str] = []
        self._rows = 0
        self._code: list[str] | None = None
        self._heading = 0

    def text(self) -> str:
        self._end_block()
        return re.sub(r"\n(?:[> ]*\n){2,}", "\n\n", "\n".join(self._out)).strip()

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)
            return
        text = re.sub(r"\s+", " ", data)
        self._line.append(_SPECIAL.sub(r"\\\1", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._code is not None:
            return
        if tag in _BLOCKS or tag == "summary":
            self._end_block()
        elif re.fullmatch("h[1-6]", tag):
            self._end_block()
            self._heading = int(tag[1])
        elif tag == "pre":
            self._end_block()
            self._code = []
        elif tag == "blockquote":
            self._end_block()
            self._prefixes.append("> ")
        elif tag in ("ul", "ol"):
            self._end_block(is_loose=not self._lists)
            self._lists.append(int(values.get("start") or 1) if tag == "ol" else None)
        elif tag == "li":
            self._begin_item()
        elif tag in ("tr", "td", "th"):
            if tag == "tr":
                self._end_block()
                self._row = []
        else:
            self._inline(tag, values)

    def _inline(self, tag: str, values: dict[str, str]) -> None:
        match tag:
            case "a":
                self._links.append(values.get("href", ""))
                self._line.append("[")
            case "img":
                alt = plain(values.get("alt", ""))
                self._line.append(f"![{alt}](<{values.get('src', '')}>)")
            case "strong" | "b":
                self._line.append("**")
            case "em" | "i":
                self._line.append("*")
            case "code":
                self._line.append("`")
            case "br":
                self._line.append("  \n")
            case "hr":
                self._end_block()
                self._put("---")
                self._put("")
            case "input":
                self._line.append("[x] " if "checked" in values else "[ ] ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._code is not None:
            self._end_code()
        elif self._code is not None:
            return
        elif tag in _BLOCKS or tag == "summary" or re.fullmatch("h[1-6]", tag):
            self._end_block()
        elif tag == "blockquote":
            self._end_block()
            self._drop_prefix("> ")
        elif tag in ("ul", "ol") and self._lists:
            self._end_block()
            self._lists.pop()
        elif tag == "li":
            self._end_block(is_loose=False)
            self._drop_prefix("  ")
        elif tag in ("td", "th"):
            self._row.append("".join(self._line).strip().replace("\n", " "))
            self._line = []
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._rows = 0
            self._put("")
        else:
            self._end_inline(tag)

    def _end_inline(self, tag: str) -> None:
        match tag:
            case "a":
                url = self._links.pop() if self._links else ""
                self._line.append(f"](<{url}>)")
            case "strong" | "b":
                self._line.append("**")
            case "em" | "i":
                self._line.append("*")
            case "code":
                self._line.append("`")

    def _begin_item(self) -> None:
        self._end_block(is_loose=False)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        mark = f"{number}. " if number is not None else "- "
        self._prefixes.append(mark)

    def _drop_prefix(self, kind: str) -> None:
        is_quote = kind == "> "
        if self._prefixes and (self._prefixes[-1] == "> ") == is_quote:
            self._prefixes.pop()

    def _end_block(self, *, is_loose: bool = True) -> None:
        text = "".join(self._line).strip()
        self._line = []
        heading, self._heading = self._heading, 0
        if text:
            self._put(f"{'#' * heading} {text}" if heading else text)
            if is_loose:
                self._put("")

    def _end_code(self) -> None:
        code = "".join(self._code or []).strip("\n")
        self._code = None
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        for line in (fence, *code.split("\n"), fence, ""):
            self._put(line)

    def _end_row(self) -> None:
        self._put(f"| {' | '.join(self._row)} |")
        if self._rows == 0:
            self._put("|" + " --- |" * max(1, len(self._row)))
        self._rows += 1
        self._row = []

    def _put(self, text: str) -> None:
        for line in text.split("\n"):
            self._out.append("".join(self._prefixes) + line)
            # A list's mark stands before its first line only.
            self._prefixes = [one if one == "> " else " " * len(one) for one in self._prefixes]
