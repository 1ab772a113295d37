"""What goes to the model and what comes back."""

from dataclasses import dataclass

MOST_FEATURES = 6
MOST_CATEGORIES = 2
LONGEST_DESCRIPTION = 500
LONGEST_FEATURE = 160


class RewordingFailed(Exception):
    """There is no better wording; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was concluded without a model, and the text it must be true to.

    :param text: all that the repository says of itself, visible words only.
    :param categories: as chosen so far; ``allowed`` is the whole list.
    """

    name: str
    description: str
    features: tuple[str, ...]
    categories: tuple[str, ...]
    allowed: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Supported:
    """A claim with the words of the repository that bear it out."""

    claim: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Only what passed the checks; empty where nothing did.

    :param model: who wrote it, as the endpoint names itself.
    """

    model: str
    description: Supported | None = None
    features: tuple[Supported, ...] = ()
    categories: tuple[Supported, ...] = ()
    tokens: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.description or self.features or self.categories)
