"""Which images a project's page would show, and in which order they are worth fetching."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from importer.images.films import still_of
from importer.images.markup import mentions, without_fragment
from importer.images.roles import Role, role_of

MOST_IMAGES = 40
"""From the README; people's faces come on top."""

_MOST_FACES = 12
_LONGEST_ADDRESS = 2000
_LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """:param width: as the README states it, in pixels."""

    url: str
    role: Role
    label: str = ""
    width: int | None = None


def wanted(
    readme_html: str, films: Iterable[str], contributors: Iterable[Mapping[str, Any]]
) -> list[Wanted]:
    """README's images, then faces, then badges, each address once; the best first.

    :param films: addresses of what the README shows as films.
    """
    found: dict[str, Wanted] = {}
    for one in mentions(readme_html):
        role = role_of(one.url, one.alt)
        if _can_be_fetched(one.url):
            label = one.alt[:_LONGEST_LABEL]
            found.setdefault(one.url, Wanted(one.url, role, label, one.width))
    for still in filter(None, map(still_of, films)):
        found.setdefault(still, Wanted(still, "still"))
    pictures = [one for one in found.values() if one.role != "badge"]
    badges = [one for one in found.values() if one.role == "badge"]
    kept = (pictures + badges)[:MOST_IMAGES]
    faces = [
        Wanted(without_fragment(url), "avatar", str(person.get("login") or ""))
        for person in contributors
        if _can_be_fetched(url := str(person.get("avatar_url") or ""))
    ]
    shown = [one for one in kept if one.role != "badge"]
    return [*shown, *faces[:_MOST_FACES], *(one for one in kept if one.role == "badge")]


def _can_be_fetched(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and bool(parts.netloc)
    return is_whole and len(url) <= _LONGEST_ADDRESS
