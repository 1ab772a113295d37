"""What a link does once it is opened: a new password, an address that is confirmed."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from importer import audit
from importer.accounts import links, passwords, sessions
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import rows_changed, writing
from importer.errors import LinkSpent
from importer.models import User


def reset_password(token: str, password: str, caller: Caller) -> User:
    """Set a new password and end all sessions of the account.

    :raises LinkSpent: the link does not fit (any more).
    :raises InvalidInput: the password is not acceptable; the link stays good.
    """
    user = links.open_reset(token)
    hashed = passwords.hashed(passwords.checked(password))
    with writing() as session:
        _change(
            session,
            user,
            password_hash=hashed,
            session_epoch=User.session_epoch + 1,
            # The link came by mail to the address, or from the administrator.
            is_pending=False,
        )
        sessions.forget_all(session, user.id)
        audit.record(session, user.id, "password_reset", address=caller.address)
    return user


def confirm_email(token: str, caller: Caller) -> User:
    """Take the address the link was sent to for the account's, and know it for confirmed.

    :raises LinkSpent: the link does not fit (any more).
    """
    found = links.open_confirmation(token)
    with writing() as session:
        _change(session, found.user, email=found.email, email_verified_at=now(), is_pending=False)
        audit.record(session, found.user.id, "email_verified", address=caller.address)
    return found.user


def forget_pending(session: Session) -> None:
    """Delete accounts that nobody confirmed while their link was good: their names are free."""
    too_old = now() - 2 * links.CONFIRM_FOR
    session.execute(delete(User).where(User.is_pending, User.created_at < too_old))


def _change(session: Session, user: User, **values: object) -> None:
    # As the row was when the link was found to fit: of two openings at once one wins.
    changed = rows_changed(
        session,
        update(User)
        .where(
            User.id == user.id,
            User.password_hash == user.password_hash,
            User.session_epoch == user.session_epoch,
            User.email == user.email,
            User.is_pending == user.is_pending,
        )
        .values(**values),
    )
    if not changed:
        raise LinkSpent
