"""What a person changes about their own way in: each change takes the present password."""

from sqlalchemy import update

from importer import audit
from importer.accounts import passwords, sessions, throttle
from importer.accounts.sessions import Caller
from importer.accounts.users import checked_email
from importer.database import rows_changed, writing
from importer.errors import InvalidInput
from importer.models import User


def change_password(user: User, current: str, new: str, caller: Caller) -> None:
    """Change the password and end all sessions of the account.

    :raises InvalidInput: ``current`` is not the present password, or ``new`` not acceptable.
    """
    require_password(user, current, field="current")
    hashed = passwords.hashed(passwords.checked(new))
    with writing() as session:
        # Only while the password just shown still is the password: of two changes one wins.
        changed = rows_changed(
            session,
            update(User)
            .where(User.id == user.id, User.password_hash == user.password_hash)
            .values(password_hash=hashed, session_epoch=User.session_epoch + 1),
        )
        if changed:
            sessions.forget_all(session, user.id)
            audit.record(session, user.id, "password_changed", address=caller.address)
    if not changed:
        raise InvalidInput("current", "The password was changed elsewhere a moment ago.")


def change_email(user: User, proof: str, email: str, caller: Caller) -> None:
    """Change the e-mail address.

    :param proof: the present password: whoever owns the address can have the password reset.
    :raises InvalidInput: ``proof`` is wrong, or ``email`` no address.
    """
    address = checked_email(email)
    require_password(user, proof, field="proof")
    with writing() as session:
        session.execute(update(User).where(User.id == user.id).values(email=address))
        audit.record(session, user.id, "email_changed", address=caller.address)


def require_password(user: User, password: str, *, field: str) -> None:
    """:raises InvalidInput: naming ``field``, if this is not the person's password.
    :raises TooManyAttempts: it has been guessed at too often from this account's pages."""
    if not user.has_password:
        raise InvalidInput(
            field,
            "Your account has no password yet. Set one under Settings, Profile and password; then "
            "come back here.",
        )
    attempt = throttle.begin(f"proof of {user.id}", f"pages of {user.id}")
    if not passwords.is_right(user.password_hash, password):
        raise InvalidInput(field, "That is not your present password.")
    with writing() as session:
        throttle.forgive(session, attempt)
