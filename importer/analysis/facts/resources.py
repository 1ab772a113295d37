"""Where to go from the page: homepage, demo, documentation, package, changelog."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from importer.analysis.data import load
from importer.analysis.readme.actions import SAID, bare_words
from importer.analysis.readme.decode import decode
from importer.analysis.readme.links import RepoLinks
from importer.analysis.readme.outline import Outline
from importer.analysis.result import LinkKind, ResourceLink
from importer.analysis.stack.manifest import Package
from importer.snapshot import RepoSnapshot, SourceFile

_READ = 64 * 1024
"""Bytes of a manifest; what it says of its project stands at its beginning."""

_LONGEST, _LONGEST_NAME = 500, 80
_MOST_LINKS = 200
"""In a README; with more it is a collection, and they lead to what belongs to others."""

_PAGES: dict[str, tuple[str, str]] = load("package_pages.json")
_PACKAGE_NAME = re.compile(r"@?[\w.-]+(?:/[\w.-]+)*")
# Whose names stand under their owner's, so that they cannot be somebody else's.
_OWNED = frozenset({"go", "composer"})

_MANIFEST = re.compile(
    r"pyproject\.toml|setup\.(?:py|cfg)|package\.json|cargo\.toml|composer\.json|pubspec\.yaml|"
    r"mix\.exs|[\w.-]+\.gemspec|[\w.-]+\.cabal|pom\.xml|[\w.-]+\.(?:cs|fs)proj",
    re.IGNORECASE,
)
_LABELS: tuple[tuple[LinkKind, str], ...] = (
    ("documentation", r"docs|documentation|documentation[_-]ur[il]|api docs"),
    ("changelog", r"changelog|changes|change log|changelog[_-]ur[il]|release notes|what's new"),
    ("demo", r"demo|live demo|playground"),
    ("homepage", r"homepage|home[ _-]page|website|homepage[_-]ur[il]|packageprojecturl"),
)
_STATED = tuple(
    (kind, re.compile(rf"""(?:^|[\s"'\[{{,:<.])(?:{label})["'\])]*\s*(?:=>|[=:>])\s*["']?"""
                      r"""(?P<url>https?://[^\s"'<>,)\]}]+)""", re.IGNORECASE))
    for kind, label in _LABELS
)  # fmt: skip

_CHANGELOG = re.compile(
    r"(?:changelog|changes|history|news|release[-_]?notes)(?:\.(?:md|rst|txt|adoc|org))?",
    re.IGNORECASE,
)
_ORDER: tuple[LinkKind, ...] = ("demo", "documentation", "homepage", "package", "changelog")


def links(
    snapshot: RepoSnapshot, packages: Iterable[tuple[str, Package]], outline: Outline
) -> tuple[ResourceLink, ...]:
    """At most one of each kind, none twice, in the order in which people want them.

    :param packages: what the root's manifests call the project, with the manifests' paths.
    """
    found: dict[LinkKind, ResourceLink] = {}
    for link in _candidates(snapshot, packages, outline):
        if link.kind not in found and _is_public(link.url) and not _is_repository(link, snapshot):
            found[link.kind] = link
    chosen: dict[str, ResourceLink] = {}
    for kind in _ORDER:
        if kind in found:
            chosen.setdefault(_key(found[kind].url), found[kind])
    return tuple(chosen.values())


def _candidates(
    snapshot: RepoSnapshot, packages: Iterable[tuple[str, Package]], outline: Outline
) -> Iterator[ResourceLink]:
    """The forge's word first, then the manifests', then the README's, then the tree's."""
    yield ResourceLink("homepage", "", snapshot.homepage.strip(), "")
    manifests = [
        (file, decode(file.data[:_READ]))
        for file in snapshot.manifests
        if _MANIFEST.fullmatch(file.path)
    ]
    for file, text in manifests:
        yield from _stated(file, text)
    yield from _said(outline, snapshot)
    yield from _package_pages(packages, {file.path: text for file, text in manifests}, snapshot)
    repository = RepoLinks.of(snapshot, "")
    for entry in snapshot.tree:
        if entry.kind == "blob" and _CHANGELOG.fullmatch(entry.path):
            address = repository.link(quote(entry.path)) or ""
            yield ResourceLink("changelog", "", address, entry.path)


def _stated(file: SourceFile, text: str) -> Iterator[ResourceLink]:
    for number, line in enumerate(text.split("\n"), 1):
        if "://" in line and len(line) <= _LONGEST:
            for kind, pattern in _STATED:
                if match := pattern.search(line):
                    yield ResourceLink(kind, "", match["url"], f"{file.path}:{number}")


def _said(outline: Outline, snapshot: RepoSnapshot) -> Iterator[ResourceLink]:
    if len(outline.links) > _MOST_LINKS:
        return
    source = snapshot.readmes[0].path if snapshot.readmes else ""
    for link in outline.links:
        if len(link.text) > _LONGEST_NAME:
            continue
        for kind, pattern in SAID:
            if pattern.fullmatch(bare_words(link.text)):
                yield ResourceLink(kind, "", link.url, source)


def _package_pages(
    packages: Iterable[tuple[str, Package]], texts: dict[str, str], snapshot: RepoSnapshot
) -> Iterator[ResourceLink]:
    """A name alone may be somebody else's: the manifest has to name this repository, too."""
    for path, package in packages:
        page = _PAGES.get(package.ecosystem)
        if page and package.published and _PACKAGE_NAME.fullmatch(package.name):
            named = snapshot.ref.path.lower() in texts.get(path, "").lower()
            if package.ecosystem in _OWNED or named:
                site, address = page
                url = address.format(name=quote(package.name, safe="@/"))
                yield ResourceLink("package", site, url, path)


def _is_public(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and len(url) <= _LONGEST


def _is_repository(link: ResourceLink, snapshot: RepoSnapshot) -> bool:
    """Neither is the repository its own documentation, nor any part of it its homepage."""
    address, repository = _key(link.url), _key(snapshot.web_url)
    return address.partition("#")[0] == repository or (
        link.kind == "homepage" and address.startswith(repository)
    )


def _key(url: str) -> str:
    """What makes two addresses the same to a reader."""
    parts = urlsplit(url.lower())
    path = parts.path.rstrip("/").removesuffix(".git").removesuffix("/index.html")
    return f"{parts.netloc.removeprefix('www.')}{path}#{parts.fragment}".rstrip("#")
