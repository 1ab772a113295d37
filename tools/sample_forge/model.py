"""What this forge knows: repositories and the people around them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tools.sample_forge.content import Content
from tools.sample_forge.languages import language_bytes

Json = dict[str, Any]


def number_for(text: str) -> int:
    """A stable id of nine digits, the same on every start."""
    return (
        100_000_000 + int.from_bytes(hashlib.sha1(text.encode()).digest()[:6], "big") % 900_000_000
    )


@dataclass(frozen=True)
class Contributor:
    login: str
    contributions: int


@dataclass(frozen=True)
class Release:
    """:param published_at: ISO 8601, like every time here."""

    tag: str
    name: str
    published_at: str
    body: str = ""
    prerelease: bool = False


@dataclass(frozen=True)
class Tag:
    name: str
    sha: str


@dataclass(eq=False)
class Repository:
    """One repository, as told by a ``repo.json``, a corpus folder or a generator.

    :param load: reads or makes the files on first need; None for a repository without commits.
    :param licence: SPDX id as GitHub would state it; ``NOASSERTION`` for text it does not know.
    :param readers: logins that may see it when it is private, beside the owner.
    :param former_names: ``owner/name`` it had before; asked for, they redirect.
    :param tree_limit: entries after which a recursive tree is cut and says ``truncated``.
    """

    owner: str
    name: str
    load: Callable[[], Content] | None
    owner_type: str = "User"
    description: str | None = None
    homepage: str | None = None
    topics: list[str] = field(default_factory=list)
    licence: str | None = None
    default_branch: str = "main"
    private: bool = False
    archived: bool = False
    template: bool = False
    parent: str | None = None
    mirror_url: str | None = None
    stars: int = 0
    forks: int = 0
    watchers: int = 0
    open_issues: int = 0
    size: int = 0
    created_at: str = "2024-01-15T09:00:00Z"
    pushed_at: str = "2026-06-01T12:00:00Z"
    readers: list[str] = field(default_factory=list)
    former_names: list[str] = field(default_factory=list)
    contributors: list[Contributor] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    known_tags: list[Tag] = field(default_factory=list)
    known_languages: dict[str, int] | None = None
    tree_limit: int = 100_000

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    @cached_property
    def id(self) -> int:
        return number_for(f"repository {self.full_name}")

    @cached_property
    def content(self) -> Content | None:
        return self.load() if self.load else None

    @cached_property
    def languages(self) -> dict[str, int]:
        """Bytes by language, most first."""
        if self.known_languages is not None:
            return self.known_languages
        return language_bytes(self.content.entries) if self.content else {}

    @property
    def tags(self) -> list[Tag]:
        """Those recorded, or one at the head for each release."""
        if self.known_tags or self.content is None:
            return self.known_tags
        return [Tag(release.tag, self.content.commit.sha) for release in self.releases]

    def visible_to(self, login: str | None) -> bool:
        return not self.private or (login is not None and login in (self.owner, *self.readers))
