"""A project as its page shows it: the JSON columns turned into a few plain shapes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from importer.models import Project
from importer.web.block_media import Film, GalleryPicture, film, gallery
from importer.web.filters import bare_url, safe_url
from importer.web.heroes import Picture, hero, pictures
from importer.web.hosted_images import HostedImages
from importer.web.readme_view import ReadmeView, pieces
from importer.web.stack_marks import initials, tone
from importer.workflow.sections import Arrangement, arrangement

BAR_WIDTH = 1000.0
# A share below this would be thinner than a pixel on a phone.
NARROWEST = 4.0
GAP = 3.0
LONGEST_NAME = 48
"""Characters of a feature's name; a longer one is half of a sentence."""

STACK_TITLES = {
    "languages": "Languages",
    "frameworks": "Frameworks",
    "databases": "Databases",
    "libraries": "Libraries",
    "tools": "Tools",
    "testing": "Testing",
    "ci": "Continuous integration",
    "deployment": "Deployment",
}


LINK_LABELS = {
    "demo": "Live demo",
    "documentation": "Documentation",
    "package": "Package",
    "changelog": "Changelog",
}

TOPIC_SOURCES = {
    "forge": "A topic of the repository",
    "manifest": "A keyword of its manifest",
    "stack": "Part of its tech stack",
    "owner": "Chosen by the owner of this page",
}


@dataclass(frozen=True, slots=True)
class CallToAction:
    """:param source: where the address was found, or empty."""

    kind: str
    label: str
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A language and its piece of the bar, in units of the bar's view box."""

    name: str
    percent: str
    color: str
    x: float
    width: float


class Found(NamedTuple):
    """A technology with the place that proves it. A tuple, which templates take apart in one go: a
    large repository has a hundred of them.

    :param initials: the letters of its mark, and ``tone`` its ground.
    :param constraint: the version as stated, after the client's name where it is the client's.
    :param place: ``path:line`` or ``path``.
    :param url: of that line at the imported commit, http or https, or empty.
    :param homepage: http or https, or empty; ``site`` is how people say it.
    """

    name: str
    initials: str
    tone: int
    constraint: str
    place: str
    url: str
    homepage: str
    site: str


@dataclass(frozen=True, slots=True)
class PackageStack:
    """What one package of a repository builds on.

    :param folder: of the package; empty for the root and what the whole repository shares.
    :param groups: technologies under the title of their group, in a fixed order of groups.
    """

    folder: str
    groups: list[tuple[str, list[Found]]]

    @property
    def size(self) -> int:
        return sum(len(items) for _, items in self.groups)


class ProjectView:
    """Read-only; every property copes with a part that is missing."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.facts: dict[str, Any] = project.facts or {}
        self.analysis: dict[str, Any] = project.analysis or {}
        self.edits: dict[str, Any] = project.edits or {}
        self.hosted = HostedImages(project)

    @property
    def arrangement(self) -> Arrangement:
        return arrangement(self.edits.get("sections"))

    @property
    def sections_above(self) -> list[str]:
        """Names of those before the README, which have the page's whole width."""
        main = self.arrangement.shown("main")
        return main[: main.index("readme")] if "readme" in main else []

    @property
    def sections_main(self) -> list[str]:
        """The README and what follows it."""
        return self.arrangement.shown("main")[len(self.sections_above) :]

    @property
    def sections_side(self) -> list[str]:
        return self.arrangement.shown("side")

    @property
    def badges(self) -> list[str]:
        """What kind of repository it is, where that is out of the ordinary."""
        flags = ("archived", "fork", "template", "mirror")
        return [flag.capitalize() for flag in flags if self.facts.get(f"is_{flag}")]

    @property
    def quote(self) -> str:
        return str(self.edits.get("quote", self.analysis.get("quote") or ""))

    @property
    def hero(self) -> Picture | None:
        """What the page opens with."""
        return hero(self._project, self.hosted)

    @property
    def pictures(self) -> list[Picture]:
        """What it could open with."""
        return pictures(self.hosted)

    @property
    def reworded(self) -> dict[str, Any] | None:
        """What a language model wrote and nobody has replaced since."""
        said = self.analysis.get("reworded")
        kept = [name for name in said["fields"] if name not in self.edits] if said else []
        return {**said, "fields": kept} if said and kept else None

    @property
    def features(self) -> list[tuple[str, str]]:
        """Name and explanation; the name is empty where there is only one text."""
        return [_split_feature(str(text)) for text in self.analysis.get("features") or []]

    @property
    def categories(self) -> list[dict[str, Any]]:
        """Each with its evidence; those the owner chose need none."""
        imported = {one["name"]: one for one in self.analysis.get("categories") or []}
        chosen = self.edits.get("categories", imported)
        return [imported.get(name) or {"name": name, "evidence": []} for name in chosen]

    @property
    def links(self) -> list[CallToAction]:
        """Ways on from the page; older projects have only what the forge calls homepage."""
        stated = self.analysis.get("links")
        if stated is None:
            homepage = self.facts.get("homepage")
            stated = [{"kind": "homepage", "url": homepage}] if homepage else []
        return [_call_to_action(link) for link in stated if safe_url(link["url"])]

    @property
    def topics(self) -> list[tuple[str, str]]:
        """Each with who says so; projects imported long ago do not know."""
        stated = self.analysis.get("topics") or self.facts.get("topics") or []
        if "topics" in self.edits:
            known = {one["name"]: one for one in stated if isinstance(one, dict)}
            stated = [
                known.get(name) or {"name": name, "source": "owner"}
                for name in self.edits["topics"]
            ]
        return [
            (topic["name"], TOPIC_SOURCES.get(topic["source"], ""))
            if isinstance(topic, dict)
            else (topic, "")
            for topic in stated
        ]

    @property
    def licence(self) -> dict[str, Any] | None:
        return self.analysis.get("licence")

    @property
    def licence_url(self) -> str:
        path = (self.licence or {}).get("path")
        return self.blob_url(path) if path else ""

    def gallery(self, block: dict[str, Any]) -> list[GalleryPicture]:
        """The pictures of a block of them, where they make a grid."""
        return gallery(block, self.hosted)

    def film(self, block: dict[str, Any]) -> Film:
        return film(block, self.hosted)

    def pieces(self, blocks: list[dict[str, Any]]) -> Iterator[Markup | dict[str, Any]]:
        """Blocks that a partial shows, and between them the HTML of all the others."""
        return pieces(blocks, self.hosted)

    def readme(self, wanted: str = "") -> ReadmeView:
        """The README in one language, the first unless another is wanted."""
        return ReadmeView(self._project, wanted)

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return list(self.analysis.get("warnings") or [])

    @property
    def languages(self) -> list[Segment]:
        """The bar's pieces from left to right; together with their gaps they fill it."""
        shares = self.analysis.get("languages") or []
        widths = [max(NARROWEST, share["percent"] * BAR_WIDTH / 100) for share in shares]
        room = BAR_WIDTH - GAP * max(0, len(shares) - 1)
        scale = room / sum(widths) if widths else 1.0
        segments, x = [], 0.0
        for share, width in zip(shares, widths, strict=True):
            piece = width * scale
            segments.append(_segment(share, round(x, 2), round(piece, 2)))
            x += piece + GAP
        return segments

    @property
    def stack(self) -> list[PackageStack]:
        """The root's first, then package by package in the order of their folders."""
        packages: dict[str, list[dict[str, Any]]] = {}
        for item in self.analysis.get("stack") or []:
            packages.setdefault(item.get("package") or "", []).append(item)
        return [
            PackageStack(folder, self._groups(items)) for folder, items in sorted(packages.items())
        ]

    @property
    def commit_url(self) -> str:
        commit = self._project.commit
        return f"{self._project.web_url}/commit/{commit}" if commit else ""

    def blob_url(self, path: str, line: int | None = None) -> str:
        """A file at the imported commit, on the forge's own pages."""
        if not self._project.commit:
            return ""
        place = f"{self._project.web_url}/blob/{self._project.commit}/{quote(path)}"
        return f"{place}#L{line}" if line else place

    def _groups(self, items: list[dict[str, Any]]) -> list[tuple[str, list[Found]]]:
        groups: dict[str, list[Found]] = {group: [] for group in STACK_TITLES}
        for item in items:
            groups.setdefault(item["group"], []).append(self._found(item))
        return [
            (STACK_TITLES.get(group, group.capitalize()), found)
            for group, found in groups.items()
            if found
        ]

    def _found(self, item: dict[str, Any]) -> Found:
        path, line = item.get("path") or "", item.get("line")
        name, homepage = item["name"], safe_url(item.get("homepage"))
        return Found(
            name=name,
            initials=initials(name),
            tone=tone(name),
            constraint=" ".join(filter(None, (item.get("via"), item.get("constraint")))),
            place=f"{path}:{line}" if line else path,
            url=safe_url(self.blob_url(path, line)) if path else "",
            homepage=homepage,
            site=bare_url(homepage),
        )


def _call_to_action(link: dict[str, Any]) -> CallToAction:
    kind, url, site = link["kind"], link["url"], link.get("site") or ""
    label = (
        f"View on {site}" if kind == "package" and site else LINK_LABELS.get(kind) or bare_url(url)
    )
    return CallToAction(kind, label, url, link.get("source") or "")


def _split_feature(text: str) -> tuple[str, str]:
    """At the first colon or dash, if what stands before it is short enough to be a name."""
    name, *rest = re.split(r":\s+|：|\s+[-–—]\s+", text, maxsplit=1)
    is_name = rest and 0 < len(name) <= LONGEST_NAME and ". " not in name
    return (name, rest[0]) if is_name else ("", text)


def _segment(share: dict[str, Any], x: float, width: float) -> Segment:
    color = str(share.get("color") or "")
    return Segment(
        name=share["name"],
        percent=f"{share['percent']:g}" if share["percent"] >= 0.1 else "< 0.1",
        color=color if re.fullmatch(r"#[0-9a-fA-F]{6}", color) else "#8b8b8b",
        x=x,
        width=width,
    )
