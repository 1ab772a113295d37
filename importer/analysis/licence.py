"""Which licence a repository is under, and the file that says so.

The forge's own answer where it has one. Else the files are compared with the texts that the
`identify` library carries (those of choosealicense.com), by its own measure: without the copyright
line, white space folded, at most 5 % edited. Its `license_id` is not called because it reads a
path on disk, and our texts never are on one.
"""

import math
import posixpath
import re
from functools import lru_cache

import ukkonen  # type: ignore[import-untyped]
from identify.vendor.licenses import LICENSES

from importer.analysis.readme.decode import decode
from importer.analysis.result import LicenceFact
from importer.snapshot import RepoSnapshot, SourceFile

_TEXT_LIMIT = 64 * 1024
_COPYRIGHT_LINE = re.compile(r"^\s*(?:Copyright|\(C\)|©) .*$", re.IGNORECASE | re.MULTILINE)
_SPACE = re.compile(r"\s+")
# A title such as "MIT License", a Markdown heading, or "Dapper License" above the text proper.
_TITLE = re.compile(r"\A\W*[^\n]{0,60}licen[cs]e[^\n]{0,40}\n", re.IGNORECASE)
_TOLERANCE = 0.05
_UNKNOWN = frozenset({"", "NOASSERTION", "OTHER", "NONE"})
_SEE_FILE = "See licence file"


def licence(snapshot: RepoSnapshot) -> LicenceFact | None:
    """The forge's answer, what the texts say, or that there is one to be read; None for none."""
    files = snapshot.licence_files
    forge = snapshot.licence
    if forge and forge.spdx_id.upper() not in _UNKNOWN:
        return LicenceFact(forge.spdx_id, forge.name or forge.spdx_id, _path_of(files))
    found = {spdx: file.path for file in reversed(files) if (spdx := _identify(file))}
    if found:
        expression = " OR ".join(sorted(found, key=str.lower))
        path = next(iter(found.values())) if len(found) == 1 else _path_of(files)
        return LicenceFact(expression, expression, path)
    if files or forge:
        return LicenceFact("NOASSERTION", _SEE_FILE, _path_of(files))
    return None


def _path_of(files: tuple[SourceFile, ...]) -> str:
    """The main one: named LICENSE rather than COPYING or NOTICE, with the shortest name."""
    ranked = sorted(files, key=lambda file: ("licen" not in file.path.lower(), len(file.path)))
    return ranked[0].path if ranked else ""


def _identify(file: SourceFile) -> str | None:
    if len(file.data) > _TEXT_LIMIT or posixpath.basename(file.path).upper().startswith("NOTICE"):
        return None
    text = decode(file.data)
    untitled = _TITLE.sub("", text.lstrip(), count=1)
    return _nearest(_normalise(text)) or (_nearest(_normalise(untitled)) if untitled else None)


def _nearest(text: str) -> str | None:
    cutoff = math.ceil(_TOLERANCE * len(text))
    best, nearest = cutoff, None
    for spdx, known in _known_texts():
        if text == known:
            return spdx
        if abs(len(text) - len(known)) < best:
            distance = ukkonen.distance(text, known, best)
            if distance < best:
                best, nearest = distance, spdx
    return nearest


@lru_cache(maxsize=1)
def _known_texts() -> tuple[tuple[str, str], ...]:
    return tuple((spdx, _normalise(text)) for spdx, text in LICENSES)


def _normalise(text: str) -> str:
    """By terms alone: what follows them tells how to apply the licence, and is often left out."""
    terms = text.partition("END OF TERMS AND CONDITIONS")[0]
    return _SPACE.sub(" ", _COPYRIGHT_LINE.sub("", terms)).strip()
