"""Which images a project's page would show, and in which order they are worth fetching."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from importer.images.films import still_of
from importer.images.markup import mentions, without_fragment
from importer.images.roles import OF_ANALYSIS, Role, role_of

MOST_IMAGES = 40
"""From the README; people's faces come on top."""

_MOST_FACES = 12
_LONGEST_ADDRESS = 2000
_LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """:param width: as the README states it, in pixels.
    :param from_tree: the README does not show it."""

    url: str
    role: Role
    label: str = ""
    width: int | None = None
    from_tree: bool = False


def wanted(
    readme_html: str,
    offered: Iterable[Mapping[str, Any]],
    films: Iterable[str],
    contributors: Iterable[Mapping[str, Any]],
) -> list[Wanted]:
    """Images of README and tree, then faces, then badges, each address once; the best first.

    :param offered: the images the analysis has found, with their roles, the best first.
    :param films: addresses of what the README shows as films.
    """
    offered = list(offered)
    told = {str(one.get("url")): OF_ANALYSIS.get(str(one.get("role"))) for one in offered}
    ranks = {url: rank for rank, url in enumerate(told)}
    found: dict[str, Wanted] = {}
    for one in mentions(readme_html):
        if _can_be_fetched(one.url):
            role = told.get(one.url) or role_of(one.url, one.alt)
            label = one.alt[:_LONGEST_LABEL]
            found.setdefault(one.url, Wanted(one.url, role, label, one.width))
    for image in offered:
        url = str(image.get("url"))
        kind = told[url]
        if image.get("from_tree") and kind and _can_be_fetched(url):
            found.setdefault(url, Wanted(url, kind, from_tree=True))
    ranked = sorted(found.values(), key=lambda one: ranks.get(one.url, len(ranks)))
    stills = [Wanted(still, "still") for url in films if (still := still_of(url))]
    pictures = [one for one in ranked if one.role != "badge"] + stills
    badges = [one for one in ranked if one.role == "badge"]
    shown = list(dict.fromkeys(pictures))[:MOST_IMAGES]
    return [*shown, *_faces(contributors), *badges[: MOST_IMAGES - len(shown)]]


def _faces(contributors: Iterable[Mapping[str, Any]]) -> list[Wanted]:
    faces = [
        Wanted(without_fragment(url), "avatar", str(person.get("login") or ""))
        for person in contributors
        if _can_be_fetched(url := str(person.get("avatar_url") or ""))
    ]
    return faces[:_MOST_FACES]


def _can_be_fetched(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and bool(parts.netloc)
    return is_whole and len(url) <= _LONGEST_ADDRESS
