"""What every manifest parser takes and gives."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from importer.analysis.storable import storable


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something a manifest names.

    :param ecosystem: whose names these are: ``pypi``, ``npm``, …, ``runtime`` for languages.
    :param constraint: the version as written; empty where none is.
    :param line: 1-based, or None where the file as a whole is the evidence.
    :param offered: only a version is set here, for manifests that may need it: a workspace's
        shared dependencies, central package versions, Maven's dependency management.
    """

    ecosystem: str
    name: str
    constraint: str = ""
    line: int | None = None
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """What a manifest's own project is called.

    :param published: False where the manifest says that it is not meant to be.
    """

    ecosystem: str
    name: str
    published: bool = True


@dataclass(slots=True)
class ManifestReading:
    """:param description: what the manifest says its project is.
    :param keywords: as written.
    :param package: None where it does not say."""

    dependencies: list[Dependency] = field(default_factory=list)
    description: str = ""
    keywords: tuple[str, ...] = ()
    package: Package | None = None


def package(ecosystem: str, name: str, published: bool = True) -> Package | None:
    """The project's own package; None without a name."""
    return Package(ecosystem, name, published) if name else None


Parser = Callable[[str], ManifestReading]
"""Text of a manifest in; any ValueError, SyntaxError or the like means it cannot be read."""


_BEFORE_KEY = frozenset(" \t\r\n{,.\"'[")
_AFTER_KEY = re.compile(r"""["']?[ \t]*(?:[=:\]]|\.\w)""")


class LineFinder:
    """Finds the line on which something that a parser returned without a place is written.

    Each search begins at line ``after``, the header of the section that the thing is in.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in re.finditer("\n", text))]

    def key(self, name: str, after: int | None = None) -> int | None:
        """Where ``name`` stands as a key (``name =``, ``"name":``, ``[x.name]``)."""
        place = self._place(name, after)
        while place >= 0:
            begins = place == 0 or self._text[place - 1] in _BEFORE_KEY
            if begins and _AFTER_KEY.match(self._text, place + len(name)):
                return self._line(place)
            place = self._text.find(name, place + 1)
        return None

    def quoted(self, value: str, after: int | None = None) -> int | None:
        """Where ``value`` stands in quotation marks."""
        places = [self._place(f"{mark}{value}{mark}", after) for mark in "\"'"]
        found = [place for place in places if place >= 0]
        return self._line(min(found)) if found else None

    def containing(self, text: str, after: int | None = None) -> int | None:
        """The first line with ``text`` in it."""
        place = self._place(text, after)
        return self._line(place) if place >= 0 else None

    def _place(self, text: str, after: int | None) -> int:
        # No expressions made for each name: a manifest may have thousands.
        return self._text.find(text, self._starts[(after or 1) - 1])

    def _line(self, place: int) -> int:
        return bisect_right(self._starts, place)


def matches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
    """Each line that begins with ``pattern``, with its number."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := pattern.match(line):
            yield number, match


def table(value: object) -> dict[str, object]:
    """``value`` if it is a table, else an empty one: manifests are written by anybody."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> list[str]:
    """The strings of a list; nothing of anything else."""
    if not isinstance(value, list):
        return []
    return [storable(item) for item in value if isinstance(item, str)]


def text_of(value: object) -> str:
    """``value`` if it is a string, white space folded, else an empty one."""
    return " ".join(storable(value).split()) if isinstance(value, str) else ""
