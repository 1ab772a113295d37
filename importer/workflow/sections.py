"""The parts of a project page that its owner may put in another order, or leave out."""

from dataclasses import dataclass
from typing import Any, Literal

Column = Literal["main", "side"]


@dataclass(frozen=True, slots=True)
class Section:
    """:param column: on wide screens; on narrow ones the side follows the main column."""

    name: str
    title: str
    column: Column


SECTIONS = (
    Section("features", "Features", "main"),
    Section("readme", "README", "main"),
    Section("architecture", "How it is built", "main"),
    Section("stack", "Tech stack", "side"),
    Section("topics", "Topics", "side"),
    Section("contributors", "Contributors", "side"),
)
BY_NAME = {section.name: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """:param order: every section, as the owner wants them.
    :param hidden: names of those that are not shown."""

    order: tuple[Section, ...] = SECTIONS
    hidden: frozenset[str] = frozenset()

    def shown(self, column: Column) -> list[str]:
        return [
            section.name
            for section in self.order
            if section.column == column and section.name not in self.hidden
        ]

    def in_column(self, column: Column) -> list[Section]:
        return [section for section in self.order if section.column == column]

    def moved(self, name: str, *, up: bool) -> "Arrangement":
        """With one section past its neighbour in the same column; at the end of it, as it is."""
        order = list(self.order)
        column = self.in_column(BY_NAME[name].column)
        here = column.index(BY_NAME[name])
        there = here + (-1 if up else 1)
        if 0 <= there < len(column):
            first, second = order.index(column[here]), order.index(column[there])
            order[first], order[second] = order[second], order[first]
        return Arrangement(tuple(order), self.hidden)

    def to_json(self) -> dict[str, Any]:
        return {
            "order": [section.name for section in self.order],
            "hidden": sorted(self.hidden),
        }


def arrangement(stored: Any) -> Arrangement:
    """From an edit. Sections it does not know of (it may be older than they are) keep their place
    at the end; names that mean nothing are passed over."""
    stored = stored if isinstance(stored, dict) else {}
    named = list(dict.fromkeys(_known(stored.get("order"))))
    missing = [name for name in BY_NAME if name not in named]
    return Arrangement(
        tuple(BY_NAME[name] for name in named + missing),
        frozenset(_known(stored.get("hidden"))),
    )


def _known(names: Any) -> list[str]:
    found = names if isinstance(names, list) else []
    return [name for name in found if isinstance(name, str) and name in BY_NAME]
