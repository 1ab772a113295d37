"""The shown README, from bytes to what goes on the page."""

import posixpath
from dataclasses import dataclass, field
from typing import Literal

from importer.analysis.readme import markdown, restructured, text
from importer.analysis.readme.decode import decode
from importer.analysis.readme.finish import finish
from importer.analysis.readme.links import RepoLinks
from importer.analysis.readme.opening import opening
from importer.analysis.readme.outline import Outline, outline
from importer.analysis.readme.sanitise import sanitise
from importer.analysis.result import ReadmeDocument
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile

INPUT_LIMIT = 512 * 1024
"""Bytes of a README that are read."""

OUTPUT_LIMIT = 2 * 1024 * 1024
"""Bytes of HTML put on a page; escaping and highlighting can make much out of little."""

PLAIN_LIMIT = 64 * 1024
"""Characters shown where a README could only be shown as text for its size or its effort."""

MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".mdwn", ".livemd"})
RESTRUCTURED = frozenset({".rst", ".rest"})

Language = Literal["markdown", "restructuredtext"]


@dataclass(frozen=True, slots=True)
class ReadmeReading:
    """:param opening: its first paragraph as plain text, or empty.
    :param outline: its running text."""

    document: ReadmeDocument
    opening: str
    outline: Outline = field(default_factory=Outline)
    warnings: tuple[ImportWarning, ...] = ()


def read(snapshot: RepoSnapshot) -> ReadmeReading | None:
    """The README the forge would show, rendered; None if there is none."""
    if not snapshot.readmes:
        return None
    file = snapshot.readmes[0]
    source = _source(file)
    cut = file.truncated or len(file.data) > INPUT_LIMIT
    rendered = _rendered(file, source)
    if rendered is None:
        return _as_text(file, text.as_html(source, INPUT_LIMIT), cut, source)
    language, html = rendered
    finished = finish(sanitise(html, RepoLinks.of(snapshot, file.path)), snapshot.ref.name)
    if len(finished.html.encode("utf-8", "replace")) > OUTPUT_LIMIT:
        return _as_text(file, text.as_html(source, PLAIN_LIMIT), True, source)
    document = ReadmeDocument(file.path, language, finished.html, cut, finished.contents)
    content = outline(finished.html)
    return ReadmeReading(
        document, opening(content, snapshot.ref.name), content, _warnings(file.path, cut)
    )


def _rendered(file: SourceFile, source: str) -> tuple[Language, str] | None:
    """Its language and its HTML, not yet sanitised; None for what can only be shown as text."""
    ending = posixpath.splitext(file.path)[1].lower()
    if ending in MARKDOWN:
        return "markdown", markdown.render(*markdown.parse(source))
    if ending in RESTRUCTURED:
        try:
            return "restructuredtext", restructured.render(source)
        except MemoryError:
            raise
        except Exception:
            # No bug of docutils is worth a page without its README: as text it can be read, too.
            return None
    return None


def _source(file: SourceFile) -> str:
    data = file.data[:INPUT_LIMIT]
    return decode(data, truncated=file.truncated or len(data) < len(file.data))


def _as_text(file: SourceFile, html: str, cut: bool, source: str) -> ReadmeReading:
    document = ReadmeDocument(file.path, "text", html, cut)
    return ReadmeReading(
        document, text.first_paragraph(source), text.outline(source), _warnings(file.path, cut)
    )


def _warnings(path: str, cut: bool) -> tuple[ImportWarning, ...]:
    if not cut:
        return ()
    message = f"{path} is too long to be shown whole; the end is missing."
    return (ImportWarning("README_TRUNCATED", message),)
