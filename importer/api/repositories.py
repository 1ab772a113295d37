"""The repositories of the instance's own GitHub account."""

import re
import threading
import time
from typing import Any

from flask import Response, jsonify, request

from importer import tasks
from importer.api.blueprint import api, caller
from importer.database import db
from importer.errors import AuthRequired, Forbidden, InvalidInput
from importer.forges.base import RepoListing
from importer.gate import stepped_out
from importer.workflow.toolbox import Toolbox

# GitHub is asked anew after this long; a list of thousands takes it more than a second.
FRESH_SECONDS = 60.0
SORTS = ("pushed", "stars", "name")
MOST_PER_PAGE = 100


@api.get("/github/repos/", strict_slashes=False)
def repositories() -> Response:
    """Paged, searchable: ``page``, ``per_page``, ``q``, ``owner``, ``sort``."""
    page, per_page = _number("page", 1, 10_000), _number("per_page", 25, MOST_PER_PAGE)
    found = _sorted([row for row in _listing() if _matches(row)])
    rows = found[(page - 1) * per_page : page * per_page]
    return jsonify(
        {
            "success": True,
            "total": len(found),
            "page": page,
            "per_page": per_page,
            "repositories": [_row(row) for row in rows],
        }
    )


def _listing() -> list[RepoListing]:
    toolbox = tasks.toolbox()
    if not toolbox.credential.token:
        raise AuthRequired(
            "No GitHub account is connected.",
            suggestion="The administrator can set GITHUB_TOKEN; addresses can be pasted without.",
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


def _matches(row: RepoListing) -> bool:
    wanted = request.args.get("q", "").strip().lower()
    owner = request.args.get("owner", "").strip().lower()
    name = row.full_name.lower()
    if owner and name.partition("/")[0] != owner:
        return False
    return wanted in name or wanted in row.description.lower()


def _sorted(rows: list[RepoListing]) -> list[RepoListing]:
    sort = request.args.get("sort", "pushed")
    if sort not in SORTS:
        raise InvalidInput("sort", f"sort is one of {', '.join(SORTS)}.")
    if sort == "name":
        return sorted(rows, key=lambda row: row.full_name.lower())
    if sort == "stars":
        return sorted(rows, key=lambda row: -row.stars)
    return sorted(rows, key=lambda row: row.pushed_at.timestamp() if row.pushed_at else 0.0)[::-1]


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise InvalidInput(name, f"{name} must be a whole number from 1 to {most}.")
    return int(text)


def _row(row: RepoListing) -> dict[str, Any]:
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
