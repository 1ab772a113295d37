"""What converters of light mark-up share: lines of some other language become lines of Markdown.

They know what READMEs use of Org and AsciiDoc. What they do not know stays as text, so that a page
shows too much rather than too little.
"""

import posixpath
import re
from collections.abc import Callable, Sequence

LONGEST_LINE = 20_000
"""Characters; in a longer one nobody marks anything up."""

_BACKTICKS = re.compile(r"`+")
_PICTURE = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})


def is_picture(address: str) -> bool:
    return posixpath.splitext(address.partition("?")[0].lower())[1] in _PICTURE


def escaped(text: str) -> str:
    """No tag begins in it: mark-up of these languages is not HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def fence(lines: Sequence[str], language: str) -> list[str]:
    """Code, in more back ticks than stand in it."""
    longest = max((len(run) for line in lines for run in _BACKTICKS.findall(line)), default=0)
    ticks = "`" * max(3, longest + 1)
    return ["", f"{ticks}{language}", *lines, ticks, ""]


def quoted(lines: Sequence[str], alert: str = "") -> list[str]:
    """:param alert: its kind in upper case, where it is one."""
    head = [f"> [!{alert}]"] if alert else []
    return ["", *head, *(f"> {line}" for line in lines), ""]


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first row is the head."""
    if not rows:
        return []
    width = max(map(len, rows))
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in even]
    return ["", lines[0], "|" + "---|" * width, *lines[1:], ""]


def with_code(text: str, code: re.Pattern[str], said: Callable[[str], str]) -> str:
    """``text`` with code between back ticks, and what is between code as ``said`` makes it.

    :param code: whose first group is the code without its signs.
    """
    pieces: list[str] = []
    place = 0
    for match in code.finditer(text):
        pieces += [
            said(text[place : match.start()]),
            f"`` {match[1]} ``" if "`" in match[1] else f"`{match[1]}`",
        ]
        place = match.end()
    return "".join([*pieces, said(text[place:])])
