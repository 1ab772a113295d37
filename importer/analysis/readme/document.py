"""The shown README, from bytes to blocks."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from importer.analysis.blocks import Block, as_html
from importer.analysis.readme import asciidoc, kinds, markdown, org, restructured, text
from importer.analysis.readme.decode import decode
from importer.analysis.readme.finish import finish
from importer.analysis.readme.fold import contents
from importer.analysis.readme.links import RepoLinks
from importer.analysis.readme.opening import opening
from importer.analysis.readme.outline import Outline, outline
from importer.analysis.readme.sanitise import sanitise
from importer.analysis.readme.tongue import tongue
from importer.analysis.result import ReadmeDocument
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile

INPUT_LIMIT = 512 * 1024
"""Bytes of a README that are read."""

OUTPUT_LIMIT = 2 * 1024 * 1024
"""Bytes of HTML put on a page; escaping and highlighting can make much out of little."""

TRANSLATIONS_LIMIT = 256 * 1024
"""Bytes of all translations of a README that are read."""

PLAIN_LIMIT = 64 * 1024
"""Characters shown where a README could only be shown as text for its size or its effort."""

MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".mdwn", ".livemd"})
RESTRUCTURED = frozenset({".rst", ".rest"})

Language = Literal["markdown", "restructuredtext", "org", "asciidoc"]

_LIGHT: dict[str, tuple[Language, Callable[[str], str]]] = {
    ".org": ("org", org.as_markdown),
    ".adoc": ("asciidoc", asciidoc.as_markdown),
    ".asciidoc": ("asciidoc", asciidoc.as_markdown),
}


@dataclass(frozen=True, slots=True)
class ReadmeReading:
    """:param opening: its first paragraph as plain text, or empty.
    :param outline: its running text."""

    document: ReadmeDocument
    opening: str
    outline: Outline = field(default_factory=Outline)
    warnings: tuple[ImportWarning, ...] = ()


def read(snapshot: RepoSnapshot) -> ReadmeReading | None:
    """The README the forge would show, as blocks; None if there is none."""
    return read_file(snapshot, snapshot.readmes[0]) if snapshot.readmes else None


def translations(
    snapshot: RepoSnapshot, shown: ReadmeDocument
) -> tuple[tuple[ReadmeDocument, ...], tuple[ImportWarning, ...]]:
    """The README in other languages, each once, as many as fit, and what there is to say of them.

    :param shown: the README itself.
    """
    found: dict[str, ReadmeDocument] = {shown.language: shown}
    warnings: list[ImportWarning] = []
    room, page_room = TRANSLATIONS_LIMIT, OUTPUT_LIMIT
    for file in snapshot.readmes[1:]:
        reading = read_file(snapshot, file) if len(file.data) <= room else None
        size = len(reading.document.html) if reading else 0
        if reading is None or size > page_room:
            message = f"{file.path} was left out: the translations together are too long."
            warnings.append(ImportWarning("TRANSLATION_SKIPPED", message))
            continue
        room, page_room = room - len(file.data), page_room - size
        # Named like a translation, yet in the same language: a README of something else.
        found.setdefault(reading.document.language, reading.document)
        warnings += reading.warnings
    return tuple(found.values())[1:], tuple(warnings)


def read_file(snapshot: RepoSnapshot, file: SourceFile) -> ReadmeReading:
    """One of the repository's READMEs, as blocks."""
    source = _source(file)
    reading = _blocks(snapshot, file, source) or _as_text(file, source, INPUT_LIMIT)
    said = tongue(file.path, source)
    document = replace(
        reading.document, language=said.tag, direction=said.direction, label=said.label
    )
    return replace(reading, document=document, warnings=_warnings(document))


def _blocks(snapshot: RepoSnapshot, file: SourceFile, source: str) -> ReadmeReading | None:
    """None for what can only be shown as text; text where the blocks would be too large."""
    rendered = _rendered(file, source)
    if rendered is None:
        return None
    language, html = rendered
    clean = sanitise(html, RepoLinks.of(snapshot, file.path))
    finished = finish(clean)
    if sum(len(piece.encode()) for piece in finished.cutter.pieces) > OUTPUT_LIMIT:
        return _as_text(file, source, PLAIN_LIMIT)
    name = snapshot.ref.name
    document = ReadmeDocument(
        file.path,
        language,
        kinds.blocks_of(finished.cutter),
        _is_cut(file),
        contents(finished.headings, name),
    )
    content = outline(as_html(block for block in document.blocks if block.kind != "footnotes"))
    return ReadmeReading(document, opening(content, name), content)


def _rendered(file: SourceFile, source: str) -> tuple[Language, str] | None:
    """Its language and its HTML, not yet sanitised; None for what can only be shown as text."""
    ending = posixpath.splitext(file.path)[1].lower()
    if ending in MARKDOWN:
        return "markdown", markdown.render(*markdown.parse(source))
    if ending in _LIGHT:
        language, as_markdown = _LIGHT[ending]
        return language, markdown.render(*markdown.parse(as_markdown(source)))
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


def _is_cut(file: SourceFile) -> bool:
    return file.truncated or len(file.data) > INPUT_LIMIT


def _as_text(file: SourceFile, source: str, limit: int) -> ReadmeReading:
    cut = _is_cut(file) or len(source) > limit
    document = ReadmeDocument(file.path, "text", (Block("text", text.as_html(source, limit)),), cut)
    return ReadmeReading(document, text.first_paragraph(source), text.outline(source))


def _warnings(document: ReadmeDocument) -> tuple[ImportWarning, ...]:
    if document.truncated:
        message = f"{document.path} is too long to be shown whole; the end is missing."
        return (ImportWarning("README_TRUNCATED", message),)
    ending = posixpath.splitext(document.path)[1].lower()
    if document.format == "text" and ending in MARKDOWN | RESTRUCTURED | set(_LIGHT):
        message = f"{document.path} could not be laid out; it is shown as plain text."
        return (ImportWarning("README_AS_TEXT", message),)
    return ()
