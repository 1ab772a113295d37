"""From all manifests of a snapshot to its tech stack, each item with its evidence."""

import configparser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import yaml
from packaging.utils import canonicalize_name

from importer.analysis.readme.decode import decode
from importer.analysis.result import StackItem
from importer.analysis.stack.folders import Packages, is_elsewhere
from importer.analysis.stack.formats import parser_for
from importer.analysis.stack.manifest import Dependency, ManifestReading, Package
from importer.analysis.stack.offers import Named, settled
from importer.analysis.stack.technologies import client, names, technology
from importer.analysis.stack.tree_files import tree_evidence
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile, TreeEntry

MANIFEST_LIMIT = 256 * 1024
"""Bytes; a longer one was not written by hand and is not read."""
MOST_ITEMS = 400

_UNREADABLE = (
    ValueError,  # also JSON, TOML, Unicode and defusedxml's refusals
    SyntaxError,
    RecursionError,
    ParseError,
    yaml.YAMLError,
    configparser.Error,
)


@dataclass(frozen=True, slots=True)
class StackReading:
    """:param description: of the manifest nearest to the root that has one.
    :param keywords: of the same one that has any.
    :param packages: what the root's manifests call the project, with their paths."""

    items: tuple[StackItem, ...]
    description: str
    keywords: tuple[str, ...]
    warnings: tuple[ImportWarning, ...]
    packages: tuple[tuple[str, Package], ...] = ()


def read(snapshot: RepoSnapshot) -> StackReading:
    """The stack of the project itself, the root's manifests first."""
    warnings: list[ImportWarning] = []
    manifests = [
        (file.path, _read_one(file, warnings)) for file in _own_manifests(snapshot.manifests)
    ]
    stack = _Stack(Packages(path for path, _ in manifests))
    own = _own_names(manifests)
    tools = [(path, Dependency("tool", tool)) for path, tool in _tree_tools(snapshot.tree)]
    for path, found in (*settled(manifests), *tools):
        if own.isdisjoint((found.ecosystem, name) for name in names(found)):
            stack.add(path, found)
    if len(stack.items) > MOST_ITEMS:
        message = f"Only the first {MOST_ITEMS} items of the tech stack are shown."
        warnings.append(ImportWarning("STACK_CUT", message))
    # Only the root's manifest speaks for the whole.
    roots = [reading for path, reading in manifests if "/" not in path]
    called = ((path, reading.package) for path, reading in manifests if "/" not in path)
    return StackReading(
        tuple(stack.items.values())[:MOST_ITEMS],
        next((reading.description for reading in roots if reading.description), ""),
        next((reading.keywords for reading in roots if reading.keywords), ()),
        tuple(warnings),
        tuple((path, package) for path, package in called if package),
    )


class _Stack:
    """Items by package and name, each with the evidence that says most."""

    def __init__(self, packages: Packages) -> None:
        self.items: dict[tuple[str, str], StackItem] = {}
        self._packages = packages

    def add(self, path: str, found: Dependency) -> None:
        known = technology(found)
        if not known:
            return
        name, group, homepage = known
        package = self._packages.of(path)
        constraint = found.constraint[:80]
        # What the root says of all packages need not be said of each again.
        shared = self.items.get(("", name))
        if package and shared and constraint in ("", shared.constraint):
            return
        via = client(found, name) if constraint else ""
        before = self.items.get((package, name))
        if before is None or _says_more(constraint, via, before):
            self.items[package, name] = StackItem(
                name,
                group,  # type: ignore[arg-type]
                constraint,
                path,
                found.line,
                homepage,
                package,
                via,
            )


def _says_more(constraint: str, via: str, before: StackItem) -> bool:
    """The first evidence counts, unless a later one states a version, or the thing's own."""
    return bool(constraint) and (not before.constraint or bool(before.via and not via))


def _own_manifests(manifests: Iterable[SourceFile]) -> list[SourceFile]:
    return sorted((file for file in manifests if not is_elsewhere(file.path)), key=_rank)


def _rank(file: SourceFile) -> tuple[int, bool, str]:
    """The root's first; a language's own manifest before the image it is packed in."""
    name = file.path.rpartition("/")[2].lower()
    return file.path.count("/"), "docker" in name or "compose." in name, file.path


def _read_one(file: SourceFile, warnings: list[ImportWarning]) -> ManifestReading:
    parser = parser_for(file.path)
    if parser is None:
        return ManifestReading()
    if file.truncated or len(file.data) > MANIFEST_LIMIT:
        warnings.append(_unreadable(file, "is too large to be read"))
        return ManifestReading()
    try:
        return parser(decode(file.data))
    except _UNREADABLE:
        warnings.append(_unreadable(file, "cannot be read; it is left out of the tech stack"))
        return ManifestReading()


def _unreadable(file: SourceFile, why: str) -> ImportWarning:
    return ImportWarning("MANIFEST_UNREADABLE", f"{file.path} {why}.")


def _own_names(manifests: list[Named]) -> set[tuple[str, str]]:
    """What this repository itself is made of, which is nothing that it builds on."""
    own = set[tuple[str, str]]()
    for package in (reading.package for _, reading in manifests if reading.package):
        # Packages are named in one spelling and asked for in any other.
        name = canonicalize_name(package.name) if package.ecosystem == "pypi" else package.name
        name = name.lower() if package.ecosystem == "nuget" else name
        own |= {(package.ecosystem, name), ("tool", name), ("config", name)}
        if package.ecosystem == "maven":
            own.add(("maven", name.partition(":")[0]))
    return own


def _tree_tools(tree: Iterable[TreeEntry]) -> Iterator[tuple[str, str]]:
    """Shallow files first; those of a package deeper than two folders say little of the whole."""
    found = []
    for entry in tree:
        depth = entry.path.count("/")
        if entry.kind == "blob" and depth <= 2:
            tool = tree_evidence(entry.path)
            if tool and not is_elsewhere(entry.path):
                found.append((depth, entry.path, tool))
    for _, path, tool in sorted(found):
        yield path, tool
