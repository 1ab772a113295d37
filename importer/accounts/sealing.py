"""Secrets of people at rest: sealed with a key that follows from SECRET_KEY, which is not in the
database. A new SECRET_KEY opens none of them."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def seal(secret: str) -> str:
    """What may be stored."""
    return _box().encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str) -> str | None:
    """The secret; None if it was sealed with another key."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = current_app.config["SECRET_KEY"].encode()
    derived = HKDF(SHA256(), length=32, salt=None, info=b"repofolio second factor").derive(key)
    return Fernet(base64.urlsafe_b64encode(derived))
