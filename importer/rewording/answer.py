"""The answer: its shape first, then claim by claim whether the repository bears it out."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from importer.rewording.draft import (
    LONGEST_DESCRIPTION,
    LONGEST_FEATURE,
    MOST_CATEGORIES,
    MOST_FEATURES,
    Draft,
    RewordingFailed,
    Supported,
    Wording,
)

_SHORTEST_EVIDENCE = 8
_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Inside a sentence a capital makes a name; so does one, or a digit, inside a word.
_NAME = re.compile(
    r"(?<=[^\s.!?:;(\"“–—-] )[A-Z][\w+#.-]*\w|\b\w*[a-z0-9][A-Z]\w*|\b[A-Z]{2,}\d*\b"
)
_UNWANTED = re.compile(r"://|www\.|[<>{}`\[\]|]|@\w", re.IGNORECASE)
_EMPHASIS = re.compile(r"[*_`\"“”'‘’]")
_STEM = 5
"""Letters by which two forms of a word are the same; shorter words prove nothing."""


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=2000)


class _Feature(_Loose):
    text: str
    evidence: str


class _Category(_Loose):
    name: str
    evidence: str


class _Answer(_Loose):
    description: str = ""
    description_evidence: str = ""
    features: list[_Feature] = []
    categories: list[_Category] = []


def read(content: str, draft: Draft, model: str, tokens: int) -> Wording:
    """What of the answer holds.

    :raises RewordingFailed: it is no answer at all, or nothing of it holds.
    """
    fenced = _FENCED.match(content)
    try:
        answer = _Answer.model_validate_json(fenced[1] if fenced else content)
    except ValidationError as error:
        raise RewordingFailed("The language model's answer could not be understood.") from error
    witness = Witness(draft)
    wording = Wording(
        model=model,
        description=_description(answer, witness),
        features=tuple(_features(answer, witness))[:MOST_FEATURES],
        categories=tuple(_categories(answer, witness, draft))[:MOST_CATEGORIES],
        tokens=tokens,
    )
    if wording.is_empty:
        raise RewordingFailed("Nothing the language model said is borne out by the repository.")
    return wording


def _description(answer: _Answer, witness: "Witness") -> Supported | None:
    return witness.hear(answer.description, answer.description_evidence, LONGEST_DESCRIPTION)


def _features(answer: _Answer, witness: "Witness") -> Iterator[Supported]:
    said: set[str] = set()
    for one in answer.features:
        heard = witness.hear(one.text, one.evidence, LONGEST_FEATURE)
        if heard and heard.claim.casefold() not in said:
            said.add(heard.claim.casefold())
            yield heard


def _categories(answer: _Answer, witness: "Witness", draft: Draft) -> Iterator[Supported]:
    known: set[str] = set()
    for one in answer.categories:
        is_new = one.name in draft.allowed and one.name not in known
        if is_new and (evidence := witness.quoted(one.evidence)):
            known.add(one.name)
            yield Supported(one.name, evidence)


class Witness:
    """Knows every word the repository says, and nothing else."""

    def __init__(self, draft: Draft) -> None:
        whole = f"{draft.name} . {draft.description} . {' . '.join(draft.features)} . {draft.text}"
        self._text = _plain(whole)
        self._words = {word.casefold() for word in _WORD.findall(whole)}
        self._numbers = set(_NUMBER.findall(whole))

    def quoted(self, evidence: str) -> str:
        """The evidence if those very words stand there; else empty."""
        words = " ".join(evidence.split())
        is_there = len(words) >= _SHORTEST_EVIDENCE and _plain(words) in self._text
        return words[:300] if is_there else ""

    def hear(self, claim: str, evidence: str, longest: int) -> Supported | None:
        """The claim, if it is one plain sentence that says no more than there is.

        Its evidence must stand there and speak of the same thing; every number and every name in
        the claim must stand somewhere.
        """
        said = " ".join(claim.split())
        found = self.quoted(evidence)
        if not found or not said or len(said) > longest or _UNWANTED.search(said):
            return None
        numbers = set(_NUMBER.findall(said)) <= self._numbers
        names = all(
            word.casefold() in self._words
            for name in _NAME.findall(said)
            for word in _WORD.findall(name)
        )
        related = _stems(said) & _stems(found) or not _stems(found)
        return Supported(said, found) if numbers and names and related else None


def _plain(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", text).casefold().split())


def _stems(text: str) -> set[str]:
    return {word.casefold()[:_STEM] for word in _WORD.findall(text) if len(word) >= _STEM - 1}
