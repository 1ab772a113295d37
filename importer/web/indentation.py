"""Templates are indented for those who read them; pages go out without."""

import re

from jinja2.ext import Extension

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Takes the indentation out of HTML templates, once, when they are compiled: a tenth of a
    page was blanks. Lines stay lines, so that errors name the right one. Templates must not count
    on blanks at the beginning of a line, as text in ``<pre>`` would; values are not touched."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENT.sub("", source) if (name or "").endswith((".html", ".svg")) else source
