"""The image at the head of a page: the README's best, else a logo, else a banner, else a picture
that lies in the tree, else none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from importer.images.roles import Role

Source = Literal["readme", "logo", "banner", "tree", "card"]

_WIDE_ENOUGH, _HIGH_ENOUGH = 400, 200
_FLATTEST, _STEEPEST = 4.0, 0.5
"""Width by height: beyond them it is a strip, or a telephone's screen."""

_SMALLEST_LOGO = 64


@dataclass(frozen=True, slots=True)
class Candidate:
    """:param width: measured, in pixels, as ``height``.
    :param shown_width: what the README asks for; it knows what is an ornament.
    :param from_tree: the README does not show it."""

    sha256: str
    role: Role
    width: int
    height: int
    shown_width: int | None = None
    from_tree: bool = False


@dataclass(frozen=True, slots=True)
class Hero:
    """:param sha256: None for the card that is drawn where no image will do."""

    sha256: str | None
    source: Source


def choose(candidates: Iterable[Candidate]) -> Hero:
    """The first of the best kind there is.

    :param candidates: in the README's order, then those of the tree.
    """
    known = list(candidates)
    for source, suits in _KINDS:
        for one in known:
            if suits(one):
                return Hero(one.sha256, source)
    return Hero(None, "card")


def _is_a_view(one: Candidate) -> bool:
    is_large = one.width >= _WIDE_ENOUGH and one.height >= _HIGH_ENOUGH
    is_ornament = one.shown_width is not None and one.shown_width < _WIDE_ENOUGH // 2
    return (
        one.role in ("image", "banner")
        and is_large
        and not is_ornament
        and _STEEPEST <= one.width / one.height <= _FLATTEST
    )


def _is_a_logo(one: Candidate) -> bool:
    return one.role == "logo" and min(one.width, one.height) >= _SMALLEST_LOGO


def _is_a_banner(one: Candidate) -> bool:
    return one.role == "banner" and one.width >= _WIDE_ENOUGH


_KINDS: tuple[tuple[Source, Callable[[Candidate], bool]], ...] = (
    ("readme", lambda one: not one.from_tree and _is_a_view(one)),
    ("logo", _is_a_logo),
    ("banner", _is_a_banner),
    ("tree", _is_a_view),
)
