"""From a snapshot to what its page says. Pure and total: it never raises on any snapshot.

Meant to run in the sandbox; where that has to give up, `plain.analyse_plain` stands in.
"""

from collections.abc import Callable
from typing import TypeVar

from importer.analysis import languages, licence
from importer.analysis.facts.architecture import architecture
from importer.analysis.facts.portrait import portrait
from importer.analysis.facts.tree_pictures import tree_pictures
from importer.analysis.plain import plain_readme
from importer.analysis.readme import document, kinds, pictures
from importer.analysis.readme.document import ReadmeReading
from importer.analysis.result import (
    Analysis,
    Architecture,
    ImageCandidate,
    LanguageShare,
    ReadmeDocument,
)
from importer.analysis.stack import collect
from importer.analysis.stack.collect import StackReading
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile

Part = TypeVar("Part")

_NO_LANGUAGES: tuple[tuple[LanguageShare, ...], tuple[ImportWarning, ...]] = ((), ())
_NO_OTHERS: tuple[tuple[ReadmeDocument, ...], tuple[ImportWarning, ...]] = ((), ())
_NO_IMAGES: tuple[ImageCandidate, ...] = ()
_NO_STACK = StackReading((), "", (), ())


def read_readme(arguments: tuple[RepoSnapshot, SourceFile]) -> ReadmeReading:
    """The part of the analysis that takes longest and needs nothing but the tree and one file."""
    return document.read_file(*arguments)


def analyse_read(arguments: tuple[RepoSnapshot, ReadmeReading | None]) -> Analysis:
    """:func:`analyse` for the sandbox, which hands over one argument."""
    return analyse(*arguments)


def analyse(snapshot: RepoSnapshot, reading: ReadmeReading | None = None) -> Analysis:
    """What can be said of a repository. A part that fails becomes a warning.

    :param reading: of the README that is shown, if it has been read already.
    :raises MemoryError: for the sandbox to deal with.
    """
    guard = _Guard()
    shares, notes = guard.run("languages", lambda: languages.shares(snapshot), _NO_LANGUAGES)
    stack = guard.run("tech stack", lambda: collect.read(snapshot), _NO_STACK)
    readme = reading or guard.run("README", lambda: document.read(snapshot), _plain(snapshot))
    others, cut = guard.run("translations", lambda: _translations(snapshot, readme), _NO_OTHERS)
    images = guard.run("images", lambda: _images(readme), _NO_IMAGES)
    if pictures.hero(images) is None:
        images += guard.run("tree's pictures", lambda: tree_pictures(snapshot), _NO_IMAGES)
    drawn = guard.run("architecture", lambda: _drawn(snapshot, stack, readme), None)
    said = guard.run(
        "description",
        lambda: portrait(snapshot, stack, readme, shares),
        portrait(snapshot, _NO_STACK, None, ()),
    )
    return Analysis(
        title=snapshot.ref.name,
        description=said.description,
        description_source=said.description_source,
        readme=readme.document if readme else None,
        languages=shares,
        topics=said.topics,
        licence=guard.run("licence", lambda: licence.licence(snapshot), None),
        stack=stack.items,
        warnings=(
            *notes,
            *(readme.warnings if readme else ()),
            *cut,
            *stack.warnings,
            *guard.warnings,
        ),
        quote=said.quote,
        features=said.features,
        categories=said.categories,
        links=said.links,
        translations=others,
        images=images,
        hero=pictures.hero(images),
        architecture=drawn,
    )


class _Guard:
    """Keeps one part's unexpected failure from taking the others with it."""

    def __init__(self) -> None:
        self.warnings: list[ImportWarning] = []

    def run(self, part: str, conclude: Callable[[], Part], default: Part) -> Part:
        try:
            return conclude()
        except MemoryError:
            raise
        except Exception as error:
            message = f"The {part} could not be analysed ({type(error).__name__})."
            self.warnings.append(ImportWarning("ANALYSIS_PART_FAILED", message))
            return default


def _translations(
    snapshot: RepoSnapshot, readme: ReadmeReading | None
) -> tuple[tuple[ReadmeDocument, ...], tuple[ImportWarning, ...]]:
    return document.translations(snapshot, readme.document) if readme else _NO_OTHERS


def _images(readme: ReadmeReading | None) -> tuple[ImageCandidate, ...]:
    return pictures.candidates(readme.document.blocks, readme.document.path) if readme else ()


def limited_reading(snapshot: RepoSnapshot) -> ReadmeReading | None:
    """The README as text, with a warning: for when reading it had to be stopped."""
    shown = plain_readme(snapshot)
    message = "The README took too long or too much memory to read; it is shown as plain text."
    warnings = (ImportWarning("ANALYSIS_LIMITED", message),)
    return ReadmeReading(shown, "", warnings=warnings) if shown else None


def _drawn(
    snapshot: RepoSnapshot, stack: StackReading, readme: ReadmeReading | None
) -> Architecture | None:
    """Only where the README draws nothing itself."""
    has_own = readme and (kinds.has_diagram(readme.document.blocks))
    return None if has_own else architecture(snapshot, stack.items)


def _plain(snapshot: RepoSnapshot) -> ReadmeReading | None:
    shown = plain_readme(snapshot)
    return ReadmeReading(shown, "") if shown else None
