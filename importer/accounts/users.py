"""Accounts: making them, checking passwords, loading them for a session."""

import re
from collections.abc import Callable

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer import audit
from importer.accounts import passwords, sessions
from importer.accounts.text import is_text
from importer.database import db, writing
from importer.errors import InvalidInput
from importer.models import ImportLease, User

# First parts of addresses that pages use or may use one day: a name like these would hide them.
RESERVED_USERNAMES = frozenset(
    """
    .well-known about account accounts admin api assets auth batches blog contact docs explore
    favicon.ico faq feed healthz help home import imports index internal invitations legal
    login logout me metrics new notifications oauth portfolio portfolios preview privacy
    project projects public readyz register robots.txt search security session sessions
    settings setup sign-in sign-out sign-up signin signout signup sitemap.xml sso static
    status support sw.js system team terms tokens topics unsubscribe user users well-known www
    """.split()  # noqa: SIM905 - ninety quoted names would be harder to read
)
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


def any_exist() -> bool:
    """Whether there is an account yet; before that, the first visit makes the administrator."""
    return bool(db.session.scalar(select(exists().where(User.id.is_not(None)))))


def create(
    username: str,
    email: str,
    password: str | None,
    *,
    is_admin: bool = False,
    is_founder: bool = False,
    is_pending: bool = False,
    then: Callable[[Session, User], None] | None = None,
) -> User:
    """Make an account, and the lease row its imports will take.

    :param password: None for somebody who signs in with a forge's account.
    :param is_founder: the account of the first visit; only one can win that.
    :param is_pending: nobody signs in before the e-mail address is confirmed.
    :param then: what else belongs into the same transaction; if it raises there is no account.
    :raises InvalidInput: a field is not acceptable, or the name is taken.
    """
    user = User(
        username=_checked_username(username),
        username_key=username.strip().lower(),
        email=checked_email(email),
        password_hash="" if password is None else passwords.hashed(passwords.checked(password)),
        is_admin=is_admin or is_founder,
        is_founder=True if is_founder else None,
        is_pending=is_pending,
    )
    try:
        with writing() as session:
            session.add(user)
            session.flush()
            session.add(ImportLease(user_id=user.id))
            audit.record(session, user.id, "account_made")
            if then:
                then(session, user)
    except IntegrityError as error:
        if is_founder:
            raise InvalidInput(
                "username",
                "The administrator's account has been made already.",
                suggestion="Sign in with it.",
            ) from error
        raise InvalidInput("username", "That name is taken.") from error
    return user


def require_free(username: str, email: str) -> None:
    """:raises InvalidInput: no account could be made with these just now."""
    if by_name(_checked_username(username)) is not None:
        raise InvalidInput("username", "That name is taken.")
    checked_email(email)


def find(name: str) -> User | None:
    """The account with this name or e-mail address."""
    key = name.strip().lower()
    return _by_name_or_email(key) if key and is_text(key) else None


def authenticate(name: str, password: str) -> User | None:
    """The account with this name or e-mail address and password; None takes as long as one."""
    user = find(name)
    is_right = passwords.is_right(user.password_hash if user else None, password)
    return user if is_right else None


def _by_name_or_email(key: str) -> User | None:
    found: User | None = db.session.scalar(
        select(User)
        .where(or_(User.username_key == key, func.lower(User.email) == key))
        # Somebody's name wins over somebody else's address that looks like it.
        .order_by((User.username_key == key).desc(), User.id)
        .limit(1)
    )
    return found


def set_password(user: User, password: str, *, actor: str = "") -> None:
    """Change the password and end all sessions of the account.

    :param actor: who did it, for the account's log.
    :raises InvalidInput: the password is not acceptable.
    """
    hashed = passwords.hashed(passwords.checked(password))
    with writing() as session:
        session.execute(
            update(User)
            .where(User.id == user.id)
            .values(password_hash=hashed, session_epoch=User.session_epoch + 1)
        )
        sessions.forget_all(session, user.id)
        audit.record(session, user.id, "password_reset", actor=actor)


def by_name(username: str) -> User | None:
    key = username.strip().lower()
    return db.session.scalar(select(User).where(User.username_key == key)) if is_text(key) else None


def everyone() -> list[User]:
    return list(db.session.scalars(select(User).order_by(User.username_key)))


def _checked_username(username: str) -> str:
    name = username.strip()
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9]|[-_](?=[A-Za-z0-9])){1,38}", name):
        raise InvalidInput(
            "username",
            "A name has 2 to 39 letters, digits, single hyphens or underscores, "
            "and begins and ends with a letter or digit.",
        )
    if name.lower() in RESERVED_USERNAMES:
        raise InvalidInput("username", "That name is kept for the application itself.")
    return name


def checked_email(email: str) -> str:
    """:raises InvalidInput: not of the form of an address."""
    address = email.strip()
    if len(address) > 254 or not _EMAIL.fullmatch(address) or not is_text(address):
        raise InvalidInput("email", "That is not an e-mail address.")
    return address
