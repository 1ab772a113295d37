"""Plots drawn on the server as SVG; the page puts a table with the same numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 700.0
HEIGHT = 160.0
GAP = 0.25
"""Of a bar's room, the share that stays empty."""

SERIES = 6
"""As many colours as can be told apart; what is more goes together as the last."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the plot's view box; ``series`` is the number of its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class StackedBars:
    """:param names: of the series, in the order of their colours.
    :param top: the value at the upper edge."""

    names: list[str]
    bars: list[Bar]
    top: int


def stacked_bars(labels: Sequence[str], columns: Sequence[dict[str, int]]) -> StackedBars:
    """One bar for each label, made of pieces: the most frequent names at the bottom.

    :param columns: for each label the value of each name.
    """
    names = _names(columns)
    top = max((sum(column.values()) for column in columns), default=0) or 1
    room = WIDTH / max(1, len(columns))
    bars = []
    for index, (label, column) in enumerate(zip(labels, columns, strict=True)):
        y = HEIGHT
        for series, (name, value) in enumerate(_pieces(names, column)):
            height = value * HEIGHT / top
            y -= height
            if value:
                x = index * room + room * GAP / 2
                title = f"{label}: {value} × {name}"
                width = room * (1 - GAP)
                bars.append(_bar(x, y, width, height, series, title))
    return StackedBars(names, bars, top)


def _names(columns: Sequence[dict[str, int]]) -> list[str]:
    totals: dict[str, int] = {}
    for column in columns:
        for name, value in column.items():
            totals[name] = totals.get(name, 0) + value
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    return ordered if len(ordered) <= SERIES else [*ordered[: SERIES - 1], "other"]


def _pieces(names: list[str], column: dict[str, int]) -> list[tuple[str, int]]:
    own = [(name, column.get(name, 0)) for name in names if name != "other"]
    rest = sum(column.values()) - sum(value for _, value in own)
    return [*own, ("other", rest)] if "other" in names else own


def _bar(x: float, y: float, width: float, height: float, series: int, title: str) -> Bar:
    return Bar(round(x, 2), round(y, 2), round(width, 2), round(height, 2), series, title)
