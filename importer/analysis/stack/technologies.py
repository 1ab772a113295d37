"""The technologies we know, by the names that manifests call them."""

from collections.abc import Iterator

from importer.analysis.data import load
from importer.analysis.stack.manifest import Dependency

Technology = tuple[str, str, str]
"""Name, group and home page."""

_TECHNOLOGIES: dict[str, dict[str, Technology]] = load("technologies.json")
# Whose names an ecosystem shares; a table in pyproject.toml is called like the tool's package.
_ALSO = {"conda": "pypi", "config": "pypi"}
_OF_TOOLS = frozenset({"tools", "testing"})


# What runs beside a program, as its container image shows, or is wrapped for it.
_SERVERS = frozenset(
    {name for name, group, _ in _TECHNOLOGIES["image"].values() if group in ("databases", "tools")}
    | {"SQLite", "Oracle Database"}
)
_OF_CLIENTS = frozenset({"cargo", "composer", "gem", "go", "hackage", "hex", "maven", "npm"}) | {
    "nuget", "pub", "pypi",
}  # fmt: skip


def technology(found: Dependency) -> Technology | None:
    """By the whole name, or the whole of what its names are filed under."""
    for ecosystem in (found.ecosystem, _ALSO.get(found.ecosystem, "")):
        known = _TECHNOLOGIES.get(ecosystem, {})
        for name in (*names(found), *_families(found)):
            match = known.get(name)
            if match and (found.ecosystem != "config" or match[1] in _OF_TOOLS):
                return match
    return None


def client(found: Dependency, name: str) -> str:
    """The package, if its version is not that of the technology ``name``; else nothing."""
    member = found.name not in _TECHNOLOGIES.get(found.ecosystem, {}) and any(_families(found))
    if member or (found.ecosystem in _OF_CLIENTS and name in _SERVERS):
        return found.name.rpartition("/" if found.ecosystem == "go" else ":")[2]
    return ""


def _families(found: Dependency) -> Iterator[str]:
    """The scope of an npm package, the longer and shorter prefixes of a NuGet one.

    Both are given to one owner only, so that all their packages are of one technology.
    """
    if found.ecosystem == "npm" and found.name[:1] == "@":
        yield found.name.partition("/")[0]
    elif found.ecosystem == "nuget":
        name = found.name
        while name := name.rpartition(".")[0]:
            yield name


def names(found: Dependency) -> Iterator[str]:
    """The name, and for Maven its group, for Go the modules that contain it."""
    yield found.name
    if found.ecosystem == "maven":
        yield found.name.partition(":")[0]
    elif found.ecosystem == "go":
        name = found.name
        while name := name.rpartition("/")[0]:
            yield name
