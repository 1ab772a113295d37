"""Whose token it is: ``GET /user``, and what its headers say of the token.

Source: docs.github.com/rest/users/users "Get the authenticated user"; "Scopes for OAuth apps".
"""

import re
from datetime import UTC, datetime

from importer.forges.base import Identity
from importer.forges.wire import decoded, plain, required, table
from importer.http import Answer

_SCOPE = re.compile(r"[a-z_]{1,40}(:[a-z_]{1,40})?")
_MOST_SCOPES = 40


def identity(answer: Answer) -> Identity:
    row = table(decoded(answer))
    return Identity(
        forge_user_id=str(required(row, "id", int)),
        login=plain(required(row, "login", str), 100),
        scopes=_scopes(answer.headers.get("x-oauth-scopes")),
        expires_at=_expiry(answer.headers.get("github-authentication-token-expiration", "")),
    )


def _scopes(header: str | None) -> tuple[str, ...] | None:
    """An empty header is a token without scopes; none at all, one that has no such thing."""
    if header is None:
        return None
    named = (one.strip() for one in header.split(","))
    return tuple(one for one in named if _SCOPE.fullmatch(one))[:_MOST_SCOPES]


def _expiry(header: str) -> datetime | None:
    """``2026-09-19 08:26:39 UTC``, or with an offset in numbers."""
    text = header.strip().replace(" UTC", " +0000")
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
