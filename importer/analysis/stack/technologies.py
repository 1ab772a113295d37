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


def technology(found: Dependency) -> Technology | None:
    """By the whole name, or the whole of what its names are filed under."""
    for ecosystem in (found.ecosystem, _ALSO.get(found.ecosystem, "")):
        known = _TECHNOLOGIES.get(ecosystem, {})
        for name in names(found):
            match = known.get(name)
            if match and (found.ecosystem != "config" or match[1] in _OF_TOOLS):
                return match
    return None


def names(found: Dependency) -> Iterator[str]:
    """The name, and for Maven its group, for Go the modules that contain it."""
    yield found.name
    if found.ecosystem == "maven":
        yield found.name.partition(":")[0]
    elif found.ecosystem == "go":
        name = found.name
        while name := name.rpartition("/")[0]:
            yield name
