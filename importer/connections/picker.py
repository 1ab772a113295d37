"""A person's mirrored repositories: counted, searched, filtered, sorted, a page at a time."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from importer.models import ForgeRepository, Project

Sort = Literal["pushed", "stars", "name"]
SORTS: tuple[str, ...] = get_args(Sort)
VISIBILITIES = ("public", "private")
PER_PAGE = 25
_MOST_WORDS = 8

_ORDERS: dict[str, tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...]] = {
    "pushed": (ForgeRepository.pushed_at.desc().nulls_last(), ForgeRepository.name_key),
    "stars": (ForgeRepository.stars.desc(), ForgeRepository.name_key),
    "name": (ForgeRepository.name_key.asc(),),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants to see.

    :param q: words that all have to occur in name or description.
    :param owner: a person or an organisation, whole.
    :param visibility: ``public``, ``private`` or empty for both.
    """

    q: str = ""
    owner: str = ""
    language: str = ""
    visibility: str = ""
    hide_forks: bool = False
    hide_archived: bool = False
    sort: str = "pushed"
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def words(self) -> list[str]:
        return self.q.lower().split()[:_MOST_WORDS]

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        asked = (self.q.strip(), self.owner, self.language, self.visibility)
        return any(asked) or self.hide_forks or self.hide_archived


@dataclass(frozen=True, slots=True)
class Row:
    """:param slug: of the project it was imported as, or empty."""

    repository: ForgeRepository
    slug: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page, and how many there are on all."""

    rows: list[Row]
    total: int
    wish: Wish

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.wish.per_page))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a filter offers, and how many repositories have it."""

    value: str
    label: str
    count: int


def find(session: Session, user_id: int, wish: Wish) -> Found:
    """The page of ``wish``; beyond the last one it is empty."""
    where = _conditions(user_id, wish)
    total = session.scalar(select(func.count()).select_from(ForgeRepository).where(*where)) or 0
    rows = session.scalars(
        select(ForgeRepository)
        .where(*where)
        .order_by(*_ORDERS[wish.sort])
        .limit(wish.per_page)
        .offset((wish.page - 1) * wish.per_page)
    ).all()
    slugs = _slugs(session, user_id, [row.forge_repo_id for row in rows])
    return Found(
        [Row(one, slugs.get((one.host, one.forge_repo_id), "")) for one in rows], total, wish
    )


def owned(session: Session, user_id: int, repository_id: int) -> ForgeRepository | None:
    """The person's repository of this id; looking up through the owner is the authorisation."""
    found: ForgeRepository | None = session.scalar(
        select(ForgeRepository).where(
            ForgeRepository.id == repository_id, ForgeRepository.user_id == user_id
        )
    )
    return found


def owners(session: Session, user_id: int) -> list[Choice]:
    """Persons and organisations, those with the most repositories first."""
    spelled = func.min(ForgeRepository.full_name)
    rows = session.execute(
        select(ForgeRepository.owner_key, spelled, func.count())
        .where(*_mine(user_id))
        .group_by(ForgeRepository.owner_key)
        .order_by(func.count().desc(), ForgeRepository.owner_key)
    )
    return [Choice(key, name.partition("/")[0], number) for key, name, number in rows]


def languages(session: Session, user_id: int) -> list[Choice]:
    """Those the forge names, the most used first."""
    rows = session.execute(
        select(ForgeRepository.language, func.count())
        .where(*_mine(user_id), ForgeRepository.language != "")
        .group_by(ForgeRepository.language)
        .order_by(func.count().desc(), ForgeRepository.language)
    )
    return [Choice(name, name, number) for name, number in rows]


def counts(session: Session, user_id: int) -> dict[int, int]:
    """How many repositories each of the person's accounts sees."""
    rows = session.execute(
        select(ForgeRepository.account_id, func.count())
        .where(ForgeRepository.user_id == user_id)
        .group_by(ForgeRepository.account_id)
    )
    return dict(rows.all())


def _mine(user_id: int) -> list[ColumnElement[bool]]:
    return [ForgeRepository.user_id == user_id, ForgeRepository.is_shown.is_(True)]


def _conditions(user_id: int, wish: Wish) -> list[ColumnElement[bool]]:
    where = _mine(user_id)
    if wish.owner:
        where.append(ForgeRepository.owner_key == wish.owner.lower())
    if wish.language:
        where.append(ForgeRepository.language == wish.language)
    if wish.visibility:
        where.append(ForgeRepository.is_private.is_(wish.visibility == "private"))
    if wish.hide_forks:
        where.append(ForgeRepository.is_fork.is_(False))
    if wish.hide_archived:
        where.append(ForgeRepository.is_archived.is_(False))
    where += [ForgeRepository.search_text.contains(word, autoescape=True) for word in wish.words]
    return where


def _slugs(session: Session, user_id: int, forge_repo_ids: list[str]) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(Project.host, Project.forge_repo_id, Project.slug).where(
            Project.user_id == user_id, Project.forge_repo_id.in_(forge_repo_ids)
        )
    )
    return {(host, number): slug for host, number, slug in rows}
