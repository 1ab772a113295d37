"""Checking a name and a password, slowly for whoever guesses."""

from importer import audit
from importer.accounts import passwords, throttle, users
from importer.accounts.sessions import Caller
from importer.database import db, writing
from importer.models import User

# There is no such account; what is looked up for one is looked up for this as well.
_NOBODY = 0


def check(name: str, password: str, caller: Caller) -> User | None:
    """The account of this name or e-mail address and password; None takes as long as one.

    An unknown name is counted, and slowed down, like a wrong password.

    :raises TooManyAttempts: not now.
    """
    user = users.find(name)
    user_id = user.id if user else _NOBODY
    is_trusted = audit.has_signed_in_from(db.session(), user_id, caller.address)
    account = f"user {user_id}" if user else f"name {name.strip().lower()}"
    attempt = throttle.begin(account, caller.address, is_trusted=is_trusted)
    is_right = passwords.is_right(user.password_hash if user else None, password)
    with writing() as session:
        if is_right:
            throttle.forgive(session, attempt)
        elif user:
            audit.record(session, user.id, "sign_in_failed", address=caller.address)
        else:
            audit.rehearse(session, "sign_in_failed", address=caller.address)
    return user if is_right else None
