"""What was concluded from a snapshot. Plain values, so that they store and travel as JSON."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from importer.snapshot import ImportWarning

# Raised whenever the same snapshot would give another result, so that pages can be refreshed.
ANALYSIS_VERSION = 2

StackGroup = Literal[
    "languages", "frameworks", "databases", "tools", "testing", "ci", "deployment", "libraries"
]

TopicSource = Literal["forge", "manifest", "stack"]
LinkKind = Literal["demo", "documentation", "homepage", "package", "changelog"]


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """:param percent: of all bytes, one decimal; the shares shown add up to 100.
    :param color: ``#rrggbb`` as the forge shows it."""

    name: str
    bytes: int
    percent: float
    color: str


@dataclass(frozen=True, slots=True)
class StackItem:
    """A technology and where it was found.

    :param constraint: the version as stated, e.g. ``>=3.9``; empty where none is.
    :param path: the manifest, from the repository's root.
    :param line: 1-based line in it, or None where the file as a whole is the evidence.
    :param via: the client's name where the constraint is of a client, as of ``pgx`` for PostgreSQL.
    :param package: the folder of the package that needs it, in a repository of several; empty for
        the root's and for what the whole repository shares.
    """

    name: str
    group: StackGroup
    constraint: str
    path: str
    line: int | None
    homepage: str = ""
    package: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the README's table of contents.

    :param level: 1, or 2 for a section of the one before.
    :param anchor: id of its heading.
    """

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ReadmeDocument:
    """:param html: sanitised, ready to be put on the page.
    :param format: ``markdown``, ``restructuredtext`` or ``text``."""

    path: str
    format: Literal["markdown", "restructuredtext", "text"]
    html: str
    truncated: bool
    contents: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """:param source: who says so: the forge, the root's manifest, or only the tech stack."""

    name: str
    source: TopicSource


@dataclass(frozen=True, slots=True)
class Category:
    """:param name: one of the fifteen.
    :param evidence: what decided it, strongest first, each as the end of a sentence."""

    name: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """A way on from the page.

    :param site: whose page it is, for packages; else empty.
    :param url: http or https.
    :param source: ``path`` or ``path:line`` in the repository; empty for the forge's own word.
    """

    kind: LinkKind
    site: str
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """:param path: the licence's file, if one was found."""

    spdx_id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """:param description: at most 500 characters of plain text.
    :param description_source: ``forge``, ``readme``, ``manifest`` or empty.
    :param quote: the README's own motto, if it has one that says more than the description.
    :param features: at most six, plain text, as the README lists them.
    :param categories: at most two, the better one first.
    :param links: at most one of each kind.
    """

    title: str
    description: str
    description_source: str
    readme: ReadmeDocument | None
    languages: tuple[LanguageShare, ...]
    topics: tuple[Topic, ...]
    licence: LicenceFact | None
    stack: tuple[StackItem, ...]
    warnings: tuple[ImportWarning, ...]
    quote: str = ""
    features: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    links: tuple[ResourceLink, ...] = ()
    version: int = ANALYSIS_VERSION

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON types, as it is stored with the project."""
        return dataclasses.asdict(self)
