"""From all manifests of a snapshot to its tech stack, each item with its evidence."""

import configparser
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import yaml

from importer.analysis.data import load
from importer.analysis.readme.decode import decode
from importer.analysis.result import StackItem
from importer.analysis.stack.formats import parser_for, tree_evidence
from importer.analysis.stack.manifest import Dependency, ManifestReading
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile, TreeEntry

MANIFEST_LIMIT = 256 * 1024
"""Bytes; a longer one was not written by hand and is not read."""

# What an example or a test needs is not what the project is built on.
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|tests?|testing|testdata|specs?|fixtures?|docs?|"
    r"benchmarks?|benches|bench|fuzz|vendors?|third[-_]?party|node_modules|templates?|"
    r"\.devcontainer)/",
    re.IGNORECASE,
)

_UNREADABLE = (
    ValueError,  # also JSON, TOML, Unicode and defusedxml's refusals
    SyntaxError,
    RecursionError,
    ParseError,
    yaml.YAMLError,
    configparser.Error,
)

Technology = tuple[str, str, str]
_TECHNOLOGIES: dict[str, dict[str, Technology]] = load("technologies.json")


@dataclass(frozen=True, slots=True)
class StackReading:
    """:param description: of the manifest nearest to the root that has one.
    :param keywords: of the same one that has any."""

    items: tuple[StackItem, ...]
    description: str
    keywords: tuple[str, ...]
    warnings: tuple[ImportWarning, ...]


def read(snapshot: RepoSnapshot) -> StackReading:
    """The stack of the project itself, the root's manifests first."""
    warnings: list[ImportWarning] = []
    items: dict[str, StackItem] = {}
    description, keywords = "", tuple[str, ...]()
    for file in _own_manifests(snapshot.manifests):
        reading = _read_one(file, warnings)
        for item in _items(reading.dependencies, file.path):
            known = items.get(item.name)
            # The first evidence counts, but one that states a version says more.
            if known is None or (item.constraint and not known.constraint):
                items[item.name] = item
        # Only the root's manifest speaks for the whole.
        if "/" not in file.path:
            description = description or reading.description
            keywords = keywords or reading.keywords
    for item in _tree_items(snapshot.tree):
        items.setdefault(item.name, item)
    return StackReading(tuple(items.values()), description, keywords, tuple(warnings))


def _own_manifests(manifests: Iterable[SourceFile]) -> list[SourceFile]:
    own = (file for file in manifests if not _ELSEWHERE.search(file.path))
    return sorted(own, key=_rank)


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


def _items(dependencies: Iterable[Dependency], path: str) -> Iterator[StackItem]:
    for found in dependencies:
        if technology := _technology(found):
            name, group, homepage = technology
            constraint = found.constraint[:80]
            yield StackItem(name, group, constraint, path, found.line, homepage)  # type: ignore[arg-type]


def _technology(found: Dependency) -> Technology | None:
    """By the whole name; for Maven also by the group, where a group is one technology."""
    known = _TECHNOLOGIES.get(found.ecosystem, {})
    return known.get(found.name) or known.get(found.name.partition(":")[0])


def _tree_items(tree: Iterable[TreeEntry]) -> Iterator[StackItem]:
    for entry in tree:
        if entry.kind == "blob" and entry.path.count("/") <= 2:
            tool = tree_evidence(entry.path)
            if tool and not _ELSEWHERE.search(entry.path):
                yield from _items([Dependency("tool", tool)], entry.path)
