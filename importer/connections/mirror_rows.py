"""The rows of the mirror: written page by page, and shown once each."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, exists, func, insert, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from importer.forges.base import KnownPage, ListPage, RepoListing
from importer.models import ForgeAccount, ForgeRepository


def put(session: Session, account: ForgeAccount, pages: Iterable[ListPage]) -> None:
    """Replace the rows of pages that have changed."""
    rows: dict[str, dict[str, Any]] = {}
    changed = [page for page in pages if page.rows is not None]
    for page in changed:
        for listing in page.rows or ():
            # A new repository shifts the others: between two calls one may be listed twice.
            rows[listing.forge_repo_id] = _row(account, page.path, listing)
    if not changed:
        return
    session.execute(
        delete(ForgeRepository).where(
            ForgeRepository.account_id == account.id,
            or_(
                ForgeRepository.source.in_([page.path for page in changed]),
                ForgeRepository.forge_repo_id.in_(list(rows)),
            ),
        )
    )
    if rows:
        session.execute(insert(ForgeRepository), list(rows.values()))


def keep_only(session: Session, account_id: int, paths: Collection[str]) -> None:
    """Forget what stood on pages the list does not have any more."""
    session.execute(
        delete(ForgeRepository).where(
            ForgeRepository.account_id == account_id, ForgeRepository.source.not_in(paths)
        )
    )


def choose_shown(session: Session, user_id: int) -> None:
    """Where several accounts see the same repository, show that of the first that works."""
    several = session.scalar(
        select(func.count()).select_from(ForgeAccount).where(ForgeAccount.user_id == user_id)
    )
    mine = ForgeRepository.user_id == user_id
    if (several or 0) < 2:
        session.execute(
            update(ForgeRepository)
            .where(mine, ForgeRepository.is_shown.is_(False))
            .values(is_shown=True),
            execution_options={"synchronize_session": False},
        )
        return
    other = aliased(ForgeRepository)
    hidden = exists().where(
        other.user_id == user_id,
        other.host == ForgeRepository.host,
        other.forge_repo_id == ForgeRepository.forge_repo_id,
        other.account_id < ForgeRepository.account_id,
    )
    session.execute(
        update(ForgeRepository).where(mine).values(is_shown=not_(hidden)),
        execution_options={"synchronize_session": False},
    )


def known_pages(session: Session, account: ForgeAccount) -> dict[str, KnownPage]:
    """What a conditional request needs: the ETag, and how many rows it stands for."""
    counts = session.execute(
        select(ForgeRepository.source, func.count())
        .where(ForgeRepository.account_id == account.id)
        .group_by(ForgeRepository.source)
    )
    rows = dict(counts.all())
    return {
        path: KnownPage(etag, rows.get(path, 0))
        for path, etag in account.page_etags.items()
        if path in rows
    }


def _row(account: ForgeAccount, source: str, one: RepoListing) -> dict[str, Any]:
    name_key = one.full_name.lower()
    return {
        "user_id": account.user_id,
        "account_id": account.id,
        "host": account.host,
        "forge_repo_id": one.forge_repo_id,
        "full_name": one.full_name,
        "name_key": name_key,
        "owner_key": name_key.partition("/")[0],
        "search_text": f"{name_key}\n{one.description.lower()}",
        "web_url": one.web_url,
        "description": one.description,
        "language": one.language,
        "is_private": one.is_private,
        "is_fork": one.is_fork,
        "is_archived": one.is_archived,
        "stars": min(one.stars, 2**31 - 1),
        "pushed_at": one.pushed_at,
        "source": source,
        "is_shown": True,
    }
