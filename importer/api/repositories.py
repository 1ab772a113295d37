"""The caller's repositories: of their connected accounts, else of the instance's own."""

import threading
import time
from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, url_for

from importer import tasks
from importer.api.asked import query
from importer.api.blueprint import api, caller
from importer.api.operations import describe
from importer.api.schemas import RepositoryList, RepositoryQuery
from importer.connections import accounts, picker
from importer.connections.picker import Wish
from importer.database import db
from importer.errors import (
    AuthRequired,
    CredentialRefused,
    Forbidden,
    ForgeAnswerInvalid,
    ForgeUnreachable,
    RateLimited,
    RepositoryBlocked,
    RepositoryForbidden,
    RepositoryNotFound,
)
from importer.forges.base import RepoListing
from importer.gate import stepped_out
from importer.models import ForgeRepository
from importer.workflow.toolbox import Toolbox

# GitHub is asked anew after this long; a list of thousands takes it more than a second.
FRESH_SECONDS = 60.0


@api.get("/github/repos/", strict_slashes=False)
@describe(
    "Repositories",
    {200: RepositoryList},
    query=RepositoryQuery,
    errors=(
        Forbidden,
        CredentialRefused,
        RateLimited,
        RepositoryForbidden,
        RepositoryNotFound,
        RepositoryBlocked,
        ForgeUnreachable,
        ForgeAnswerInvalid,
    ),
)
def repositories() -> Response:
    """List repositories that could be imported.

    Those of your connected accounts, or else of the account that the instance has.
    """
    wish = Wish(**query(RepositoryQuery).model_dump())
    mine = accounts.of(db.session(), caller().id)
    if mine:
        for account in mine:
            tasks.refresh_if_stale(account)
        found = picker.find(db.session(), caller().id, wish)
        return _page(wish, found.total, [row.repository for row in found.rows])
    rows = _sorted([row for row in _listing() if _matches(row, wish)], wish)
    first = (wish.page - 1) * wish.per_page
    return _page(wish, len(rows), rows[first : first + wish.per_page])


def _page(wish: Wish, total: int, rows: Sequence[RepoListing | ForgeRepository]) -> Response:
    return jsonify(
        {
            "success": True,
            "total": total,
            "page": wish.page,
            "per_page": wish.per_page,
            "repositories": [_row(row) for row in rows],
        }
    )


def _listing() -> list[RepoListing]:
    toolbox = tasks.toolbox()
    if not toolbox.credential.token:
        raise AuthRequired(
            "No GitHub account is connected.",
            suggestion="Connect one under Settings, Connections, or let the administrator set "
            "GITHUB_TOKEN; public repositories can be imported without.",
            link=url_for("web.connections"),
        )
    if toolbox.settings.signup == "open" and not caller().is_admin:
        raise Forbidden(
            "The instance's account is for administrators where anybody can sign up.",
            suggestion="Paste the addresses of public repositories.",
        )
    # No transaction stays open, and no turn is taken, while another host is asked.
    db.session.commit()
    with stepped_out():
        return _kept.rows(toolbox)


class _Listing:
    """The list as it was read last; one request reads it anew while the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[Toolbox, tuple[float, list[RepoListing]]] = {}

    def rows(self, toolbox: Toolbox) -> list[RepoListing]:
        with self._lock:
            read_at, rows = self._rows.get(toolbox, (float("-inf"), []))
            if read_at < time.monotonic() - FRESH_SECONDS:
                rows = toolbox.forges.default.repositories(toolbox.credential, lambda: None)
                self._rows[toolbox] = time.monotonic(), rows
            return rows


_kept = _Listing()


def _matches(row: RepoListing, wish: Wish) -> bool:
    name = row.full_name.lower()
    if wish.owner and name.partition("/")[0] != wish.owner.lower():
        return False
    text = f"{name}\n{row.description.lower()}"
    return all(word in text for word in wish.words)


def _sorted(rows: list[RepoListing], wish: Wish) -> list[RepoListing]:
    if wish.sort == "name":
        return sorted(rows, key=lambda row: row.full_name.lower())
    if wish.sort == "stars":
        return sorted(rows, key=lambda row: -row.stars)
    return sorted(rows, key=lambda row: row.pushed_at.timestamp() if row.pushed_at else 0.0)[::-1]


def _row(row: RepoListing | ForgeRepository) -> dict[str, Any]:
    return {
        "id": row.forge_repo_id,
        "full_name": row.full_name,
        "url": row.web_url,
        "description": row.description,
        "language": row.language,
        "private": row.is_private,
        "fork": row.is_fork,
        "archived": row.is_archived,
        "stars": row.stars,
        "pushed_at": row.pushed_at.isoformat() if row.pushed_at else None,
    }
