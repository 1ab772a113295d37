"""Haskell: *.cabal, read by its indentation. https://cabal.readthedocs.io/en/stable/cabal-package.html"""

import re
from collections.abc import Iterator

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches, package

_FIELD = re.compile(r"(\s*)([\w-]+):(.*)")
_DEPENDENCIES = frozenset({"build-depends", "build-tool-depends", "setup-depends"})
_DEPENDENCY = re.compile(r"\s*,?\s*([A-Za-z][\w-]*)(?::[\w{}, -]+)?\s*([^,]*)")
_SYNOPSIS = re.compile(r"(?i)synopsis:\s*(.+)")
_NAME = re.compile(r"(?i)name:\s*([\w-]+)")


def cabal(text: str) -> ManifestReading:
    found = [Dependency("runtime", "haskell")]
    for number, stated in _stated(text):
        for part in stated.split(","):
            if match := _DEPENDENCY.fullmatch(part.strip()):
                found.append(Dependency("hackage", match[1], match[2].strip(), number))
    synopsis = next((m[1].strip() for _, m in matches(text, _SYNOPSIS)), "")
    name = next((m[1] for _, m in matches(text, _NAME)), "")
    return ManifestReading(found, synopsis, (), package("hackage", name))


def _stated(text: str) -> Iterator[tuple[int, str]]:
    """Lines of the fields that list dependencies; deeper lines continue a field."""
    depth = None
    for number, line in enumerate(text.split("\n"), 1):
        stated = line.partition("--")[0]
        if match := _FIELD.fullmatch(stated):
            wanted = match[2].lower() in _DEPENDENCIES
            depth = len(match[1]) if wanted else None
            if wanted:
                yield number, match[3]
        elif depth is not None and stated.strip():
            if len(stated) - len(stated.lstrip()) <= depth:
                depth = None
            else:
                yield number, stated
