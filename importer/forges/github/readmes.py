"""Which files of a tree are READMEs: the one GitHub shows, and its translations. Pure."""

# ruff: noqa: SIM905 - a sentence of codes reads better than a column of strings

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from importer.snapshot import TreeEntry

MOST_READMES = 10

_FOLDERS = (".github", "", "docs")
_FORMATS = (
    ".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".rst", ".adoc", ".asciidoc", ".org",
    ".textile", ".rdoc", ".pod", ".wiki", ".txt", "",
)  # fmt: skip
# Where translations are kept that do not stand beside the README itself.
_SHELVES = frozenset(
    """docs doc i18n translations translation locales lang languages readme readmes docs/i18n
    docs/translations docs/readme docs/readmes docs/locales docs/lang .github/readme
    .github/translations assets/readme documentation""".split()
)
_LANGUAGES = frozenset(
    """ar az be bg bn ca cn cs cz da de el en eo es et eu fa fi fil fr gl he hi hr hu hy id it ja jp
    ka kk ko kr lt lv ml mr ms nb ne nl no pl pt br ro ru sk sl sr sv sw ta te th tl tr tw ua uk ur
    uz vi vn zh chinese english japanese korean""".split()
)
# "readme" and, for translations, a language: readme.zh-cn, readme_pt_br, readme-ja.
_NAME = re.compile(
    r"readme(?:[._-](?P<language>[a-z]{2,3}|chinese|english|japanese|korean)"
    r"(?P<region>[_-][a-z]{2,4})?)?"
)


@dataclass(frozen=True, slots=True)
class _Name:
    """:param language: code, with its region, of a translation; else empty.
    :param rank: place of its format in the order of preference."""

    language: str
    rank: int


def readmes(tree: Iterable[TreeEntry]) -> tuple[tuple[TreeEntry, ...], bool]:
    """The README that GitHub shows, then its translations; whether some were left out.

    The first of ``.github/``, root and ``docs/`` that has one; Markdown before other formats.
    """
    found: dict[str, list[tuple[str, int, str, TreeEntry]]] = {}
    for entry in tree:
        folder, file = posixpath.split(entry.path.lower())
        name = _read(file) if entry.kind == "blob" and file.startswith("readme") else None
        if name:
            row = (name.language, name.rank, entry.path, entry)
            found.setdefault(folder, []).append(row)
    for folder in _FOLDERS:
        if here := sorted(found.get(folder, ()), key=lambda row: (bool(row[0]), *row[1:3])):
            shown = here[0][3]
            others = _translations(found, folder, shown)
            return (shown, *others[: MOST_READMES - 1]), len(others) >= MOST_READMES
    return (), False


def _translations(
    found: dict[str, list[tuple[str, int, str, TreeEntry]]], home: str, shown: TreeEntry
) -> list[TreeEntry]:
    """Each language once, those beside the README first."""
    folders = sorted(found, key=lambda folder: (folder != home, folder not in _FOLDERS, folder))
    chosen: dict[str, TreeEntry] = {}
    for folder in folders:
        for language, _, _, entry in sorted(found[folder], key=lambda row: row[:3]):
            # "i18n/ja/README.md": the folder says the language.
            outer, inner = posixpath.split(folder)
            is_shelf = folder in _FOLDERS or folder in _SHELVES
            if not language and outer in _SHELVES - {"docs", "doc"}:
                language, is_shelf = _language(inner), True
            if language and is_shelf and entry is not shown:
                chosen.setdefault(language, entry)
    return list(chosen.values())


def _read(file: str) -> _Name | None:
    """None if it is no README."""
    for rank, ending in enumerate(_FORMATS):
        match = _NAME.fullmatch(file.removesuffix(ending)) if file.endswith(ending) else None
        if match is None:
            continue
        language = _language("".join(filter(None, match.groups())))
        if match["language"] and not language:
            continue
        # "readme.rs" is neither a format of prose nor, without an ending, a translation.
        return _Name(language, rank) if ending or not language else None
    return None


def _language(code: str) -> str:
    """In one spelling; empty if it is none."""
    plain = code.replace("_", "-")
    return plain if plain.partition("-")[0] in _LANGUAGES else ""
