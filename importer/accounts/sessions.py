"""Sessions: one row for each signed-in browser, so that each can be seen and ended."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from importer import audit
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.models import ForgeAccount, User, UserSession

# How exactly "last seen" is kept: each correction is a write in the middle of reading.
SEEN_TO_WITHIN = timedelta(minutes=10)
# Longer than a browser that was told to remember does.
FORGOTTEN_AFTER = timedelta(days=31)

# Composed once: that takes longer than running it, and every page does.
_FOUND = (
    select(User, UserSession.id, UserSession.seen_at)
    .join(UserSession, UserSession.user_id == User.id)
    .where(User.id == bindparam("id"), UserSession.digest == bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request came from.

    :param address: of the client.
    :param agent: what its browser calls itself.
    """

    address: str = ""
    agent: str = ""


def begin(user: User, caller: Caller) -> None:
    """Make a session of ``user``, with a key nobody has seen before (session fixation); the object
    carries it."""
    key = secrets.token_urlsafe(24)
    with writing() as session:
        session.add(
            UserSession(
                user_id=user.id,
                digest=_digest(key),
                address=caller.address[:45],
                agent=_one_line(caller.agent)[:300],
            )
        )
        audit.record(session, user.id, "signed_in", address=caller.address)
    user.session_key = key


def find(session_id: str) -> tuple[User, bool] | None:
    """The account a session cookie speaks of, and whether its "last seen" is out of date; None once
    the session has been ended."""
    user_id, _, rest = session_id.partition(":")
    epoch, _, key = rest.partition(":")
    if not re.fullmatch(r"[0-9]{1,9}", user_id) or not key:
        return None
    found = db.session.execute(_FOUND, {"id": int(user_id), "digest": _digest(key)}).first()
    if found is None or str(found[0].session_epoch) != epoch or found[0].is_pending:
        return None
    user: User = found[0]
    user.session_key = key
    return user, found[2] < now() - SEEN_TO_WITHIN


def touch(user: User, caller: Caller) -> None:
    """Write down that the session was seen just now."""
    with writing() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.digest == _digest(user.session_key))
            .values(seen_at=now(), address=caller.address[:45])
        )


def of_user(session: Session, user: User) -> list[UserSession]:
    """The person's sessions, the one last seen first."""
    return list(
        session.scalars(
            select(UserSession)
            .where(UserSession.user_id == user.id)
            .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
        )
    )


def is_this_one(user: User, row: UserSession) -> bool:
    """Whether ``user`` was loaded for this session."""
    return secrets.compare_digest(row.digest, _digest(user.session_key))


def end(user: User, row_id: int, caller: Caller) -> bool:
    """End one session of the person; False if there is none of that number, or not theirs."""
    with writing() as session:
        ended = rows_changed(
            session,
            delete(UserSession).where(UserSession.id == row_id, UserSession.user_id == user.id),
        )
        if ended:
            audit.record(session, user.id, "session_ended", address=caller.address)
    return bool(ended)


def end_this(user: User, caller: Caller) -> None:
    """Sign out."""
    with writing() as session:
        session.execute(delete(UserSession).where(UserSession.digest == _digest(user.session_key)))
        audit.record(session, user.id, "signed_out", address=caller.address)


def end_all(user: User, caller: Caller) -> None:
    """Sign out everywhere, here included."""
    with writing() as session:
        session.execute(
            update(User).where(User.id == user.id).values(session_epoch=User.session_epoch + 1)
        )
        forget_all(session, user.id)
        audit.record(session, user.id, "sessions_ended", address=caller.address)


def forget_all(session: Session, user_id: int) -> None:
    """Delete the rows of all sessions; with the epoch raised, within the caller's transaction."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))
    # A way in that whoever held one of them may have added ends with them: such an account at a
    # forge stays connected, but signs nobody in until it is connected again.
    session.execute(
        update(ForgeAccount).where(ForgeAccount.user_id == user_id).values(sign_in_key=None),
        execution_options={"synchronize_session": False},
    )


def forget_old(session: Session) -> None:
    """Delete the rows of browsers not seen for longer than any remembers."""
    session.execute(delete(UserSession).where(UserSession.seen_at < now() - FORGOTTEN_AFTER))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _one_line(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
