"""Everything that is concluded about what a repository is, put together."""

from dataclasses import dataclass

from importer.analysis import describe
from importer.analysis.facts.categorise import Source, categories
from importer.analysis.facts.features import features
from importer.analysis.facts.quote import quote
from importer.analysis.facts.resources import links
from importer.analysis.readme.document import ReadmeReading
from importer.analysis.readme.outline import Outline
from importer.analysis.result import Category, LanguageShare, ResourceLink, Topic
from importer.analysis.stack.collect import StackReading
from importer.snapshot import RepoSnapshot

_HEADINGS_READ = 40
_NAMED_GROUPS = ("frameworks", "languages", "databases")


@dataclass(frozen=True, slots=True)
class Portrait:
    description: str = ""
    description_source: str = ""
    quote: str = ""
    features: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    categories: tuple[Category, ...] = ()
    links: tuple[ResourceLink, ...] = ()


def portrait(
    snapshot: RepoSnapshot,
    stack: StackReading,
    readme: ReadmeReading | None,
    languages: tuple[LanguageShare, ...],
) -> Portrait:
    """What the page says of the repository before its README does."""
    opening = readme.opening if readme else ""
    outline = readme.outline if readme else Outline()
    description, source = describe.description(snapshot, stack.description, opening)
    motto = quote(outline, snapshot.ref.name, description)
    listed = features(outline)
    topics = describe.topics(snapshot.topics, stack.keywords, _stack_topics(stack))
    said = [
        *_stated_topics(topics),
        Source(description, "in the description", 3.0),
        Source(motto, "in the README’s motto", 2.0),
        Source(_title(outline), "in the README’s title", 2.0),
        Source("" if source == "readme" else opening, "in the README’s first paragraph", 1.5),
        Source(" . ".join(listed), "among the features", 0.5),
        Source(_headings(outline), "in the README’s headings", 0.5),
    ]
    names = [item.name for item in stack.items]
    has_code = bool(languages or stack.items)
    chosen = categories(snapshot.ref.name, said, names, has_code)
    found = links(snapshot, stack.packages, outline)
    return Portrait(description, source, motto, listed, topics, chosen, found)


def _stack_topics(stack: StackReading) -> list[str]:
    return [item.name for group in _NAMED_GROUPS for item in stack.items if item.group == group]


def _stated_topics(topics: tuple[Topic, ...]) -> list[Source]:
    """Those that somebody chose; the tech stack is looked at by itself."""
    chosen = " . ".join(topic.name for topic in topics if topic.source == "forge")
    keywords = " . ".join(topic.name for topic in topics if topic.source == "manifest")
    return [Source(chosen, "among the topics", 3.0), Source(keywords, "among the keywords", 3.0)]


def _title(outline: Outline) -> str:
    first = outline.blocks[0] if outline.blocks else None
    return first.text if first and first.kind == "heading" else ""


def _headings(outline: Outline) -> str:
    found = [block.text for block in outline.blocks if block.kind == "heading"]
    return " . ".join(found[1:_HEADINGS_READ])
