"""Shares of the languages a repository is written in, with the forge's colours."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable

from importer.analysis.data import load
from importer.analysis.result import LanguageShare
from importer.snapshot import ImportWarning, RepoSnapshot, TreeEntry

MOST_SHOWN = 8
OTHER = "Other"
# Nobody writes larger files by hand: one compiled style sheet must not outweigh all the source.
LARGEST_COUNTED = 65_536

_DATA = load("languages.json")
_COLORS: dict[str, str] = _DATA["colors"]
_EXTENSIONS: dict[str, str] = _DATA["extensions"]
_FILENAMES: dict[str, str] = _DATA["filenames"]
_NO_COLOR = "#8b8b8b"

# Code that came with the repository but was written elsewhere, or that nobody wrote; after
# Linguist's vendor.yml and generated.rb.
_VENDORED = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|vendors?|third[-_]?party|dist|deps|Godeps|Pods|"
    r"\.git|\.github|\.venv|venv|site-packages|testdata|fixtures)/"
    r"|^(?:docs?|examples?|samples?|demos?)/"
    r"|\.min\.(?:js|css|mjs)$|[-.]bundle\.js$|\.pb\.go$|_pb2\.py$|\.designer\.cs$",
    re.IGNORECASE,
)


def shares(snapshot: RepoSnapshot) -> tuple[tuple[LanguageShare, ...], tuple[ImportWarning, ...]]:
    """Largest first, at most eight and the rest as ``Other``; estimated where the forge is silent.

    The percentages have one decimal and add up to 100.
    """
    if snapshot.languages:
        return _shares(snapshot.languages), ()
    estimated = _estimate(snapshot.tree)
    if not estimated:
        return (), ()
    message = "The languages are estimated from file names and sizes."
    return _shares(estimated), (ImportWarning("LANGUAGES_ESTIMATED", message),)


def _estimate(tree: Iterable[TreeEntry]) -> list[tuple[str, int]]:
    sizes: Counter[str] = Counter()
    for entry in tree:
        if entry.kind == "blob" and entry.size and entry.mode != "120000":
            language = language_of(entry.path)
            if language and not _VENDORED.search(entry.path):
                sizes[language] += min(entry.size, LARGEST_COUNTED)
    return sizes.most_common()


def language_of(path: str) -> str | None:
    """By the file's name alone; None where it says none."""
    name = posixpath.basename(path)
    return _FILENAMES.get(name) or _EXTENSIONS.get(posixpath.splitext(name)[1].lower())


def _shares(languages: Iterable[tuple[str, int]]) -> tuple[LanguageShare, ...]:
    ranked = sorted((pair for pair in languages if pair[1] > 0), key=lambda pair: -pair[1])
    shown, rest = ranked[:MOST_SHOWN], ranked[MOST_SHOWN:]
    if rest:
        shown = [*shown, (OTHER, sum(size for _, size in rest))]
    tenths = _apportion([size for _, size in shown])
    return tuple(
        LanguageShare(name, size, tenth / 10, _COLORS.get(name, _NO_COLOR))
        for (name, size), tenth in zip(shown, tenths, strict=True)
    )


def _apportion(sizes: list[int]) -> list[int]:
    """Thousandths of the whole that add up to 1000, by largest remainder."""
    total = sum(sizes)
    floors = [size * 1000 // total for size in sizes]
    by_remainder = sorted(range(len(sizes)), key=lambda i: -(sizes[i] * 1000 % total))
    for index in by_remainder[: 1000 - sum(floors)]:
        floors[index] += 1
    return floors
