"""The sentence under a project's name, and its topics."""

import re
from collections.abc import Iterable

from importer.analysis.storable import storable
from importer.snapshot import RepoSnapshot

LONGEST = 500
MOST_TOPICS = 8
_LONGEST_TOPIC = 50
_NOT_IN_TOPICS = re.compile(r"[^\w+#.]+")


def description(snapshot: RepoSnapshot, of_manifest: str, of_readme: str) -> tuple[str, str]:
    """The description and its source: ``forge``, ``manifest``, ``readme`` or empty."""
    candidates = (
        (snapshot.description, "forge"),
        (of_manifest, "manifest"),
        (of_readme, "readme"),
    )
    for text, source in candidates:
        if folded := " ".join(storable(text).split()):
            return _cut(folded), source
    return "", ""


def topics(of_forge: Iterable[str], keywords: Iterable[str]) -> tuple[str, ...]:
    """At most eight, lower case with hyphens, the forge's own first."""
    found: dict[str, None] = {}
    for stated in (*of_forge, *keywords):
        topic = _NOT_IN_TOPICS.sub("-", storable(stated).strip().lower()).strip("-")
        if topic and len(topic) <= _LONGEST_TOPIC:
            found.setdefault(topic)
    return tuple(found)[:MOST_TOPICS]


def _cut(text: str) -> str:
    """At a word, with an ellipsis, where it is too long; scripts without blanks anywhere."""
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1]
    head = kept.rpartition(" ")[0]
    return (head if len(head) > LONGEST // 2 else kept).rstrip(" ,;:") + "…"
