"""API tokens: issued once, kept as hashes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from importer import audit
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import InvalidInput
from importer.models import ApiToken, AuditEvent, Scope, User

# A fixed beginning lets people and secret scanners recognise one that got out.
TOKEN_PREFIX = "rpf_"  # noqa: S105
_SHOWN = 12
_LARGEST_ID = 2**31 - 1

# A person who has more than this has lost count; a script that makes one per run goes wrong.
MOST = 50
LONGEST_DAYS = 3650

# A use is written down now and then, and sooner when it comes from somewhere else: every request
# of a script would otherwise be a write.
NOTED_EVERY = timedelta(minutes=10)
NOTED_ELSEWHERE = timedelta(minutes=1)
# How long a use from the same address is no news.
TOLD_EVERY = timedelta(days=1)

# Composed once: that takes longer than running it, and every call of the API does.
_OWNER = (
    select(
        User,
        ApiToken.id,
        ApiToken.name,
        ApiToken.scope,
        ApiToken.expires_at,
        ApiToken.used_at,
        ApiToken.used_from,
    )
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(ApiToken.digest == bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token that was sent is good for.

    :param is_expired: it was good once; now it is worth nothing.
    :param used_at: the last use that was written down; None for none.
    :param used_from: the address of that use.
    """

    user: User
    token_id: int
    name: str
    scope: Scope
    is_expired: bool
    used_at: datetime | None
    used_from: str


def issue(
    user: User,
    name: str,
    scope: Scope = Scope.MANAGE,
    *,
    days: int | None = None,
    address: str = "",
    actor: str = "",
) -> str:
    """Make a token for ``user`` and return it; it cannot be had again.

    :param days: how long it is good; None for always.
    :param address: where the request came from.
    :param actor: who made it, if that was not the person.
    :raises InvalidInput: the name is empty or too long, the number of days none from 1 to 3,650, or
        the person has too many tokens.
    """
    label = name.strip()
    if not 1 <= len(label) <= 100 or not label.isprintable():
        raise InvalidInput("name", "A token's name has 1 to 100 characters, all of them printable.")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise InvalidInput("days", f"A token is good for 1 to {LONGEST_DAYS:,} days.")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with writing() as session:
        if len(of_user(session, user.id)) >= MOST:
            raise InvalidInput("name", f"You have {MOST} tokens; revoke one first.")
        session.add(
            ApiToken(
                user_id=user.id,
                name=label,
                prefix=token[:_SHOWN],
                digest=_digest(token),
                scope=scope,
                expires_at=now() + timedelta(days=days) if days else None,
            )
        )
        audit.record(session, user.id, "token_made", address=address, detail=label, actor=actor)
    return token


def grant(token: str) -> Grant | None:
    """What this token is good for; None for one that is not ours."""
    row = db.session.execute(_OWNER, {"digest": _digest(token)}).one_or_none()
    if row is None:
        return None
    user, token_id, name, scope, expires_at, used_at, used_from = row
    is_expired = expires_at is not None and expires_at <= now()
    return Grant(user, token_id, name, Scope(scope), is_expired, used_at, used_from)


def is_worth_noting(used: Grant, address: str) -> bool:
    """Whether this use is to be written down."""
    if used.used_at is None:
        return True
    pause = NOTED_EVERY if used.used_from == address else NOTED_ELSEWHERE
    return used.used_at < now() - pause


def note_use(used: Grant, caller: Caller) -> None:
    """Write a use down; its owner's log says so once a day and address."""
    moment, address = now(), caller.address[:45]
    with writing() as session:
        changed = rows_changed(
            session,
            update(ApiToken)
            .where(ApiToken.id == used.token_id)
            .values(used_at=moment, used_from=address),
        )
        if changed and not _has_been_told(session, used, address, moment):
            audit.record(session, used.user.id, "token_used", address=address, detail=used.name)


def _has_been_told(session: Session, used: Grant, address: str, moment: datetime) -> bool:
    return bool(
        session.scalars(
            select(AuditEvent.id)
            .where(
                AuditEvent.user_id == used.user.id,
                AuditEvent.kind == "token_used",
                AuditEvent.address == address,
                AuditEvent.detail == used.name,
                AuditEvent.at > moment - TOLD_EVERY,
            )
            .limit(1)
        ).first()
    )


def of_user(session: Session, user_id: int) -> list[ApiToken]:
    """The person's tokens, the newest first, those included that have expired."""
    return list(
        session.scalars(
            select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())
        )
    )


def revoke(user: User, token_id: int, *, address: str = "", actor: str = "") -> bool:
    """Delete a token of the person's; whether there was one."""
    if token_id > _LARGEST_ID:
        # What somebody typed; the database would answer with an error.
        return False
    with writing() as session:
        row = session.scalars(
            select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user.id)
        ).one_or_none()
        if row is None or not rows_changed(session, delete(ApiToken).where(ApiToken.id == row.id)):
            return False
        session.expunge(row)
        audit.record(
            session, user.id, "token_revoked", address=address, detail=row.name, actor=actor
        )
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
