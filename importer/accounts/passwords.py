"""Passwords: what they may be, and their slow hashes."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from importer.accounts.text import is_text
from importer.errors import InvalidInput

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1024

_hasher = PasswordHasher()
# Each hash takes 64 MiB: however many strangers try passwords at once, two are computed.
_hashing = threading.Semaphore(2)
# Checked when there is no such account, so that the answer takes as long as for a wrong password.
_nobodys_hash = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash of a password that :func:`checked` has passed."""
    with _hashing:
        return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one behind ``stored``.

    :param stored: None where there is no account, and empty where that has no password: it takes
        as long, and is never right.
    """
    try:
        # A longer one cannot be right: it would not have been accepted.
        with _hashing:
            matches = _hasher.verify(stored or _nobodys_hash, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return matches and bool(stored)


def checked(password: str, field: str = "password") -> str:
    """:raises InvalidInput: too short, too long, or not text."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(field, f"A password has at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(field, f"A password has at most {LONGEST_PASSWORD} characters.")
    if not is_text(password):
        raise InvalidInput(field, "The password is not text in UTF-8.")
    return password
