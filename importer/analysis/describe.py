"""The sentence under a project's name, and its topics."""

import re
from collections.abc import Iterable

from importer.analysis.readme.emoji import with_emoji
from importer.analysis.result import Topic, TopicSource
from importer.analysis.storable import storable
from importer.snapshot import RepoSnapshot

LONGEST = 500
MOST_TOPICS = 8
_FEWEST_TOPICS = 4
"""Until there are so many, the tech stack lends its names."""

_LONGEST_TOPIC = 50
_NOT_IN_TOPICS = re.compile(r"[^\w+#.]+")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")
# What people leave in the field when they have nothing to say.
_SAYS_NOTHING = re.compile(
    r"(?:my )?(?:first |new |test |sample )?(?:repo|repository|project)|(?:just a )?test|todo|tbd|"
    r"none|n/?a|https?://\S+|description|no description(?: provided)?|\W*",
    re.IGNORECASE,
)


def description(snapshot: RepoSnapshot, of_manifest: str, of_readme: str) -> tuple[str, str]:
    """The description and its source: ``forge``, ``manifest``, ``readme`` or empty.

    The first that says something; if none does, the first there is.
    """
    candidates = (
        (snapshot.description, "forge"),
        (of_manifest, "manifest"),
        (_without_lead_in(of_readme), "readme"),
    )
    stated = [
        (with_emoji(folded), source)
        for text, source in candidates
        if (folded := " ".join(storable(text).split()))
    ]
    telling = [pair for pair in stated if _says_something(pair[0], snapshot.ref.name)]
    for text, source in telling or stated:
        return _cut(text), source
    return "", ""


def topics(
    of_forge: Iterable[str], keywords: Iterable[str], of_stack: Iterable[str] = ()
) -> tuple[Topic, ...]:
    """At most eight, lower case with hyphens, the forge's own first."""
    found: dict[str, TopicSource] = {}
    for stated in of_forge:
        found.setdefault(_topic(stated), "forge")
    for stated in keywords:
        found.setdefault(_topic(stated), "manifest")
    found.pop("", None)
    for stated in of_stack:
        if len(found) < _FEWEST_TOPICS and (name := _topic(stated)):
            found.setdefault(name, "stack")
    return tuple(Topic(name, source) for name, source in found.items())[:MOST_TOPICS]


def _topic(stated: str) -> str:
    topic = _NOT_IN_TOPICS.sub("-", storable(stated).strip().lower()).strip("-")
    return topic if len(topic) <= _LONGEST_TOPIC else ""


def _says_something(text: str, name: str) -> bool:
    return text.lower() != name.lower() and not _SAYS_NOTHING.fullmatch(text)


def _without_lead_in(text: str) -> str:
    """Without a last sentence that only leads over to a list or to code."""
    if not text.endswith((":", "：")):
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text


def _cut(text: str) -> str:
    """After a sentence, else at a word with an ellipsis; scripts without blanks anywhere."""
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: LONGEST + 1])]
    if ends and LONGEST // 4 <= ends[-1] <= LONGEST:
        return text[: ends[-1]]
    kept = text[: LONGEST - 1]
    head = kept.rpartition(" ")[0]
    return (head if len(head) > LONGEST // 2 else kept).rstrip(" ,;:") + "…"
