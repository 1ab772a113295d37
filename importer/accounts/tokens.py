"""API tokens: issued once, kept as hashes."""

import hashlib
import secrets

from sqlalchemy import bindparam, select

from importer.database import db, writing
from importer.errors import InvalidInput
from importer.models import ApiToken, User

# A fixed beginning lets people and secret scanners recognise one that got out.
TOKEN_PREFIX = "rpf_"  # noqa: S105
_SHOWN = 12

# Composed once: that takes longer than running it, and every call of the API does.
_OWNER = (
    select(User)
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(ApiToken.digest == bindparam("digest"))
)


def issue(user: User, name: str) -> str:
    """Make a token for ``user`` and return it; it cannot be had again.

    :raises InvalidInput: the name is empty or too long.
    """
    label = name.strip()
    if not 1 <= len(label) <= 100 or not label.isprintable():
        raise InvalidInput("name", "A token's name has 1 to 100 characters, all of them printable.")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with writing() as session:
        session.add(
            ApiToken(user_id=user.id, name=label, prefix=token[:_SHOWN], digest=_digest(token))
        )
    return token


def owner(token: str) -> User | None:
    """Whose token this is; None for one that is not valid."""
    return db.session.scalar(_OWNER, {"digest": _digest(token)})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
