"""What was concluded from a snapshot. Plain values, so that they store and travel as JSON.

The stored shape (:meth:`Analysis.to_json`) of what a README gives::

    "readme": {                       # or null
      "path": "README.md", "format": "markdown", "truncated": false,
      "language": "en",               # BCP 47, or "" where it cannot be told
      "direction": "ltr",             # or "rtl"
      "label": "English",             # what its tab is called
      "contents": [{"level": 1, "title": "Usage", "anchor": "readme-usage"}, ...],
      "blocks": [
        {"kind": "heading", "html": "<h2 ...>", "level": 2, "text": "Usage", "anchor": "..."},
        {"kind": "text", "html": "<p>...</p>"},
        {"kind": "code", "html": "<pre ...>", "language": "python"},
        {"kind": "image", "html": "<p><img ...></p>", "images": [{"url", "alt", "width", "height",
                                                  "href", "dark_url", "caption"}]},
        {"kind": "gallery", ... the same with several images},
        {"kind": "badges", ... the same},
        {"kind": "diagram", "html": "<pre ...>", "source": "graph TD; ..."},
        {"kind": "video", "html": "...", "site": "youtube", "url": "https://...", "text": "title",
                          "images": [the still, if the README has one]},
        {"kind": "action", "html": "...", "links": [{"text", "url", "kind"}]},
        {"kind": "details", "html": "the summary", "is_open": false, "blocks": [...]},
        {"kind": "fold", "html": "<h3 ...>", "topic": "setup", "text", "level", "anchor",
                         "blocks": [...]},
        ... and "quote", "alert" (with "tone"), "list", "table", "footnotes", "rule"
      ]
    },
    "translations": [the same once for each other language],
    "images": [{"url", "alt", "role", "width", "height", "dark_url", "section", "source"}, ...],
    "hero": one of the images, or null,
    "architecture": {"source": "flowchart LR ...", "parts": [{"title", "items": [...]}]}  # or null

``images`` are those of the shown README, each address once, **in the order in which they should be
tried as the page's hero**: screenshots and other pictures, then logos, then banners; sponsors,
faces and badges, which must never be one, come last. Within a role they stand in the README's
order. Where none of them will do, up to four that lie in the tree follow (``from_tree`` is true,
``source`` is their path): logos, banners, screenshots. Sizes are what the README states, if
anything. ``hero`` is the best guess of somebody who has not fetched them. Empty fields are left out
of blocks and images. Where a project is stored, ``blocks`` stand in a column of their own
(``Project.readmes``).
"""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from importer.analysis.blocks import Block, as_html, stated
from importer.snapshot import ImportWarning

# Raised whenever the same snapshot would give another result, so that pages can be refreshed.
ANALYSIS_VERSION = 4

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
    """:param format: ``markdown``, ``restructuredtext``, ``org``, ``asciidoc`` or ``text``.
    :param language: as BCP 47 has it, e.g. ``zh-Hans``; empty where it cannot be told.
    :param label: the language's own name for itself, or the file's name."""

    path: str
    format: Literal["markdown", "restructuredtext", "org", "asciidoc", "text"]
    blocks: tuple[Block, ...]
    truncated: bool
    contents: tuple[Section, ...] = ()
    language: str = ""
    direction: Literal["ltr", "rtl"] = "ltr"
    label: str = ""

    @property
    def html(self) -> str:
        """Sanitised, in one piece, ready to be put on a page."""
        return as_html(self.blocks)

    def to_json(self) -> dict[str, Any]:
        known = {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}
        known["contents"] = [dataclasses.asdict(section) for section in self.contents]
        known["blocks"] = [block.to_json() for block in self.blocks]
        return known


ImageRole = Literal["screenshot", "picture", "logo", "banner", "sponsor", "avatar", "badge"]


@dataclass(frozen=True, slots=True)
class ImageCandidate:
    """An image of the README or the tree, to be fetched, measured and perhaps shown above all else.

    :param url: http or https; at the pinned commit where it is the repository's own.
    :param width: as the README states it, in CSS pixels, or None; so is ``height``.
    :param dark_url: what stands in its place on dark ground, or empty.
    :param section: the heading it stands under, or empty.
    :param source: path of the README, or of the image itself if it is from the tree.
    :param from_tree: no README shows it; it lies where projects keep their logos.
    """

    url: str
    alt: str
    role: ImageRole
    width: int | None = None
    height: int | None = None
    dark_url: str = ""
    section: str = ""
    source: str = ""
    from_tree: bool = False


@dataclass(frozen=True, slots=True)
class ArchitecturePart:
    """A box of the diagram in words.

    :param items: what stands in it, one line each.
    """

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the repository is made of.

    :param source: in mermaid's language, at most 20,000 characters, everything in it escaped.
    :param parts: the same for those who cannot see it.
    """

    source: str
    parts: tuple[ArchitecturePart, ...]


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
class Reworded:
    """What a language model has put in its own words.

    :param at: when, in ISO 8601.
    :param fields: of ``description``, ``features`` and ``categories``."""

    model: str
    at: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """:param path: the licence's file, if one was found."""

    spdx_id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """:param description: at most 500 characters of plain text.
    :param description_source: ``forge``, ``readme``, ``manifest``, ``model`` or empty.
    :param quote: the README's own motto, if it has one that says more than the description.
    :param features: at most six, plain text, as the README lists them.
    :param categories: at most two, the better one first.
    :param links: at most one of each kind.
    :param translations: the README in other languages.
    :param images: of the README, the best hero first.
    :param hero: the first of them that seems fit to be one.
    :param architecture: drawn from tree and stack; None where the README has a diagram of its own.
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
    translations: tuple[ReadmeDocument, ...] = ()
    images: tuple[ImageCandidate, ...] = ()
    hero: ImageCandidate | None = None
    reworded: Reworded | None = None
    architecture: Architecture | None = None
    version: int = ANALYSIS_VERSION

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON types, as it is stored with the project."""
        bare = dataclasses.replace(self, readme=None, translations=(), images=(), hero=None)
        return dataclasses.asdict(bare) | {
            "readme": self.readme.to_json() if self.readme else None,
            "translations": [document.to_json() for document in self.translations],
            "images": [stated(image) for image in self.images],
            "hero": stated(self.hero) if self.hero else None,
        }
