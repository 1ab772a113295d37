"""Which of the fifteen categories a repository belongs to, and by what it can be told.

Words and phrases of one data file are looked for in what the repository says of itself. Where a
phrase stands decides what it weighs: in the topics much, in a heading far down little.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from importer.analysis.data import load
from importer.analysis.readme.headings import plain_words
from importer.analysis.result import Category

FALLBACK = "Developer & Coding"
MOST_EVIDENCE = 4


_ENOUGH, _ENOUGH_FOR_SECOND = 4.0, 5.0
_SECOND_TO_FIRST = 0.5
_STRONG, _WEAK, _NAME, _STACK = 2.0, 1.0, 4.0, 4.0
# Nearly every repository has something to do with code; another category says more.
_FALLBACK_FACTOR = 0.5
# "Data", "files", "time": what stands in every other description convinces only in numbers.
_WEAK_ONLY_FACTOR = 0.5
_HITS_PER_SOURCE = 2

_DATA: dict[str, dict[str, list[str]]] = load("categories.json")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Source:
    """Something the repository says of itself.

    :param place: as it stands in a sentence: "in the description".
    """

    text: str
    place: str
    factor: float


@dataclass(frozen=True, slots=True)
class _Hit:
    category: str
    score: float
    evidence: str
    is_weak: bool = False


def categories(
    name: str, sources: Iterable[Source], stack: Sequence[str], has_code: bool
) -> tuple[Category, ...]:
    """The best and, if it comes near to it, the second; none without evidence.

    :param name: of the repository.
    :param stack: names of technologies.
    :param has_code: lets a repository that no other category fits be one for developers.
    """
    hits = [*_in_name(name), *_in_stack(stack)]
    for source in sources:
        hits += _in_text(source)
    ranked = sorted(_sums(hits).items(), key=lambda pair: -pair[1])
    chosen = [category for category, score in ranked[:1] if score >= _ENOUGH]
    for category, score in ranked[1:2]:
        if score >= max(_ENOUGH_FOR_SECOND, ranked[0][1] * _SECOND_TO_FIRST):
            chosen.append(category)
    if chosen:
        return tuple(Category(category, _evidence(category, hits)) for category in chosen)
    if not has_code:
        return ()
    evidence = _evidence(FALLBACK, hits) or ("it is source code that says no more of itself",)
    return (Category(FALLBACK, evidence),)


def _sums(hits: Iterable[_Hit]) -> dict[str, float]:
    """In the data file's order, so that equal ones always come out the same."""
    sums = dict.fromkeys(_DATA, 0.0)
    convinced = {FALLBACK}
    for hit in hits:
        sums[hit.category] += hit.score
        if not hit.is_weak:
            convinced.add(hit.category)
    sums[FALLBACK] *= _FALLBACK_FACTOR
    return {
        category: score if category in convinced else score * _WEAK_ONLY_FACTOR
        for category, score in sums.items()
    }


def _evidence(category: str, hits: Iterable[_Hit]) -> tuple[str, ...]:
    own = sorted((hit for hit in hits if hit.category == category), key=lambda hit: -hit.score)
    return tuple(dict.fromkeys(hit.evidence for hit in own))[:MOST_EVIDENCE]


def _in_name(name: str) -> Iterator[_Hit]:
    words = plain_words(_CAMEL.sub(" ", name)).split()
    for category, known in _NAMES.items():
        for word in words:
            if word in known:
                yield _Hit(category, _NAME, f"“{word}” in the name")
                break


def _in_stack(stack: Sequence[str]) -> Iterator[_Hit]:
    for category, known in _STACKS.items():
        found = [name for name in dict.fromkeys(stack) if name.lower() in known]
        for name in found[:_HITS_PER_SOURCE]:
            yield _Hit(
                category, _STACK / len(found[:_HITS_PER_SOURCE]), f"{name} in the tech stack"
            )


def _in_text(source: Source) -> Iterator[_Hit]:
    text = f" {plain_words(source.text)} "
    found: dict[str, list[tuple[float, str]]] = {}
    for phrase, category, weight in _PHRASES:
        if phrase in text:
            found.setdefault(category, []).append((weight, phrase.strip()))
    for category, hits in found.items():
        for weight, phrase in _strongest(hits):
            evidence = f"“{phrase}” {source.place}"
            yield _Hit(category, weight * source.factor, evidence, weight == _WEAK)


def _strongest(hits: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """The longest phrases of the strongest; a part of one that counts does not count again."""
    chosen: list[tuple[float, str]] = []
    for weight, phrase in sorted(hits, key=lambda hit: (-hit[0], -len(hit[1]), hit[1])):
        if not any(phrase in other or other in phrase for _, other in chosen):
            chosen.append((weight, phrase))
    return chosen[:_HITS_PER_SOURCE]


def _spaced(phrase: str) -> str:
    """A whole word, or a part of one in scripts that write none."""
    return phrase if max(phrase) >= "\u2e80" else f" {phrase} "


_PHRASES = tuple(
    (_spaced(phrase), category, weight)
    for category, data in _DATA.items()
    for kind, weight in (("strong", _STRONG), ("weak", _WEAK))
    for phrase in data[kind]
)
_NAMES = {category: frozenset(data["names"]) for category, data in _DATA.items()}
_STACKS = {
    category: frozenset(name.lower() for name in data["stack"]) for category, data in _DATA.items()
}
