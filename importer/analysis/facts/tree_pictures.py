"""Pictures a repository keeps in usual places, for pages whose README shows none."""

import re
from urllib.parse import quote

from importer.analysis.result import ImageCandidate, ImageRole
from importer.snapshot import RepoSnapshot, TreeEntry

MOST_PICTURES = 4
"""Each is fetched: the first may turn out too small, damaged or kept elsewhere."""

_LARGEST = 5 * 1024 * 1024
"""Bytes; what is larger would not be fetched."""

_DEEPEST = 3
_FOLDERS = frozenset({
    ".github", "art", "artwork", "asset", "assets", "brand", "branding", "doc", "docs", "image",
    "images", "img", "media", "meta", "misc", "picture", "pictures", "public", "resources",
    "screenshot", "screenshots", "source", "src", "static", "_static",
})  # fmt: skip
# The best first: a drawing stays sharp at any size.
_ENDINGS = ("svg", "png", "webp", "jpg", "jpeg")
# The best first. Icons come last of the logos: many are made to be seen small.
_NAMES: tuple[tuple[str, ImageRole], ...] = (
    ("logo", "logo"),
    ("mascot", "logo"),
    ("icon", "logo"),
    ("banner", "banner"),
    ("social-preview", "banner"),
    ("social", "banner"),
    ("og-image", "banner"),
    ("cover", "banner"),
    ("hero", "banner"),
    ("screenshot", "screenshot"),
    ("preview", "screenshot"),
    ("demo", "screenshot"),
)
_ROLES = dict(_NAMES)
_RANKS = {name: rank for rank, (name, _) in enumerate(_NAMES)}
_OWN_NAME = _RANKS["icon"] - 0.5
_SEPARATORS = re.compile(r"[-_. ]+")
# Other cuts of the same picture. Those for dark ground are left out: most pages are light.
_CUT = re.compile(r"-?(?:\d+(?:x\d+)?|light|large|full|wide|main|horizontal|colou?r)$")


def tree_pictures(snapshot: RepoSnapshot) -> tuple[ImageCandidate, ...]:
    """At most `MOST_PICTURES`, the best hero first: logos, then banners, then screenshots.

    Of files that are called alike, the one nearest to the root comes first, a drawing before
    pixels. Links and files too large to be fetched are passed over.
    """
    if not snapshot.commit:
        return ()
    found = [one for entry in snapshot.tree if (one := _ranked(entry, snapshot.ref.name))]
    base = f"{snapshot.raw_url}/{snapshot.commit}"
    return tuple(
        ImageCandidate(f"{base}/{quote(path)}", "", role, source=path, from_tree=True)
        for *_, path, role in sorted(found)[:MOST_PICTURES]
    )


def _ranked(entry: TreeEntry, name: str) -> tuple[float, bool, int, int, str, ImageRole] | None:
    folder, _, file = entry.path.rpartition("/")
    stem, _, ending = file.lower().rpartition(".")
    if ending not in _ENDINGS or not _is_file(entry) or not _is_usual(folder):
        return None
    plain, own = (_SEPARATORS.sub("-", one) for one in (stem, name.lower()))
    bare = plain.removeprefix(f"{own}-")
    word = _CUT.sub("", bare).removesuffix("s") if bare not in _ROLES else bare
    if word in _ROLES:
        rank, role = float(_RANKS[word]), _ROLES[word]
    elif plain == own:
        rank, role = _OWN_NAME, "logo"
    else:
        return None
    depth = entry.path.count("/")
    return rank, plain != word, depth, _ENDINGS.index(ending), entry.path, role


def _is_file(entry: TreeEntry) -> bool:
    is_plain = entry.kind == "blob" and entry.mode != "120000"
    return is_plain and 0 < (entry.size or 0) <= _LARGEST


def _is_usual(folder: str) -> bool:
    parts = folder.lower().split("/") if folder else []
    return len(parts) <= _DEEPEST and all(part in _FOLDERS for part in parts)
