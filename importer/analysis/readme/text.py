"""READMEs in formats we have no parser for: their text as it is, in a frame."""

import re
from html import escape

_CUT = "…"

# Lines that are mark-up rather than prose, in reStructuredText, Org, AsciiDoc and plain text.
_MARKUP_LINE = re.compile(r"\s*(?:\.\. |#\+|:[\w-]+:|[=\-~^*+#`_.]{3,}\s*$|[*=]+ |\||\[\[|image::)")


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
