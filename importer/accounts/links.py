"""Links that let somebody do one thing once: signed, for a time, and dead once used.

Nothing is stored for them: a link carries a fingerprint of what it changes, and fits no more once
that has been changed, by it or by anything else.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from importer.database import db
from importer.errors import LinkSpent
from importer.models import User

RESET_FOR = timedelta(hours=1)
CONFIRM_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """:param email: the address the link was sent to."""

    user: User
    email: str


def for_reset(user: User) -> str:
    """The token of a link that sets a new password; good for :data:`RESET_FOR`."""
    return _serializer("reset").dumps([user.id, _fingerprint(user)])


def open_reset(token: str) -> User:
    """Whose password this may set.

    :raises LinkSpent: expired, used, made up, or the password was changed since.
    """
    user_id, fingerprint = _loaded("reset", token, RESET_FOR, 2)
    return _fitting(user_id, fingerprint)


def for_confirmation(user: User, email: str) -> str:
    """The token of a link sent to ``email``: whoever opens it can read that address's mail."""
    return _serializer("confirm").dumps([user.id, _fingerprint(user), email])


def open_confirmation(token: str) -> Confirmation:
    """:raises LinkSpent: expired, used, made up, or overtaken by another change."""
    user_id, fingerprint, email = _loaded("confirm", token, CONFIRM_FOR, 3)
    return Confirmation(_fitting(user_id, fingerprint), email)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    # The purpose is part of the key: no link serves for anything else.
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"link to {purpose}")


def _loaded(purpose: str, token: str, good_for: timedelta, size: int) -> list[str]:
    try:
        seconds = int(good_for.total_seconds())
        found: list[str] = _serializer(purpose).loads(token, max_age=seconds)
    except (BadData, UnicodeError) as error:
        raise LinkSpent from error
    if len(found) != size:
        raise LinkSpent
    return found


def _fitting(user_id: str, fingerprint: str) -> User:
    user = db.session.get(User, user_id)
    if user is None or not hmac.compare_digest(_fingerprint(user), fingerprint):
        raise LinkSpent
    return user


def _fingerprint(user: User) -> str:
    """Of everything a link may change."""
    parts = (
        user.password_hash,
        user.session_epoch,
        user.email,
        user.email_verified_at,
        user.is_pending,
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
