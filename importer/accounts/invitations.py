"""Invitations: links with which one person each may make an account."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from importer import audit
from importer.accounts.users import checked_email
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import InvalidInput, LinkSpent
from importer.models import Invitation, User

GOOD_FOR = timedelta(days=7)


def make(by: User, email: str = "") -> str:
    """Make an invitation and return the token of its link, which cannot be had again.

    :param email: the only address an account may be made with; empty for any.
    :raises InvalidInput: not an address.
    """
    address = checked_email(email) if email.strip() else ""
    token = secrets.token_urlsafe(24)
    with writing() as session:
        session.add(
            Invitation(
                digest=_digest(token),
                email=address,
                made_by_id=by.id,
                expires_at=now() + GOOD_FOR,
            )
        )
        audit.record(session, by.id, "invitation_made", detail=address)
    return token


def find(token: str) -> Invitation:
    """:raises LinkSpent: there is none, it has been used, withdrawn, or has expired."""
    found = db.session.scalar(
        select(Invitation).where(
            Invitation.digest == _digest(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    if found is None:
        raise LinkSpent
    return found


def use(session: Session, invitation: Invitation, user: User) -> None:
    """Let ``user``, made in the same transaction, be the one who was invited.

    :raises LinkSpent: somebody was faster.
    :raises InvalidInput: the invitation is for another address.
    """
    require_addressee(invitation, user.email)
    taken = rows_changed(
        session,
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
        )
        .values(used_at=now(), used_by_id=user.id),
    )
    if not taken:
        raise LinkSpent


def require_addressee(invitation: Invitation, email: str) -> None:
    """:raises InvalidInput: the invitation is for another address."""
    if invitation.email and invitation.email.lower() != email.strip().lower():
        raise InvalidInput("email", "The invitation is for another address.")


def open_ones(session: Session) -> list[Invitation]:
    """Those that can still be used, the newest first."""
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.used_at.is_(None), Invitation.expires_at > now())
            .order_by(Invitation.id.desc())
        )
    )


def withdraw(by: User, invitation_id: int) -> bool:
    """Let the link be worth nothing; False if it was used or withdrawn before."""
    with writing() as session:
        gone = rows_changed(
            session,
            delete(Invitation).where(Invitation.id == invitation_id, Invitation.used_at.is_(None)),
        )
        if gone:
            audit.record(session, by.id, "invitation_withdrawn")
    return bool(gone)


def forget_old(session: Session) -> None:
    """Delete those that nobody used in time."""
    session.execute(
        delete(Invitation).where(
            Invitation.used_at.is_(None), Invitation.expires_at < now() - GOOD_FOR
        )
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
