"""Which licence a repository is under, and the file that says so.

The forge's own answer where it has one. Else the files are compared with the texts that the
`identify` library carries (those of choosealicense.com), by its own measure: without the copyright
line, white space folded, at most 5 % edited; a longer one that differs more is known by its title.
Its `license_id` is not called because it reads a path on disk, and our texts never are on one.
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
# What the longer licences call themselves at their very beginning. Somebody's own wording below a
# short one's name may change what it grants; nobody rewrites these.
_CALLED = tuple(
    (spdx, re.compile(name, re.IGNORECASE))
    for spdx, name in (
        ("MPL-2.0", r"mozilla public licen[cs]e,? (?:v|version )2\.0"),
        ("Apache-2.0", r"apache(?: licen[cs]e)?,? (?:v|version )?2\.0"),
        ("AGPL-3.0", r"gnu affero general public licen[cs]e,? version 3"),
        ("LGPL-3.0", r"gnu lesser general public licen[cs]e,? version 3"),
        ("LGPL-2.1", r"gnu lesser general public licen[cs]e,? version 2\.1"),
        ("GPL-3.0", r"gnu general public licen[cs]e,? version 3"),
        ("GPL-2.0", r"gnu general public licen[cs]e,? version 2"),
        ("EPL-2.0", r"eclipse public licen[cs]e,? (?:- )?v(?:ersion)? ?2\.0"),
    )
)
_BEGINNING = 160
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
    compared = _nearest(_normalise(text)) or (_nearest(_normalise(untitled)) if untitled else None)
    return compared or _called(text)


def _called(text: str) -> str | None:
    """By its own name for itself, where the text is in another form than the usual one."""
    beginning = _SPACE.sub(" ", text[:_BEGINNING])
    found = [spdx for spdx, name in _CALLED if name.search(beginning)]
    return found[0] if len(found) == 1 else None


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
