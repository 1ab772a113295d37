"""The log of what happened to an account, shown to the person at ``/settings/security``.

An event is written by the transaction that makes it true.
"""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.models import AuditEvent, User

# What is said of each kind. One a line.
KINDS = {
    "account_made": "The account was made",
    "signed_in": "Signed in",
    "sign_in_failed": "Somebody gave a wrong password",
    "code_failed": "Somebody gave the right password and a wrong code",
    "signed_out": "Signed out",
    "session_ended": "A session was ended",
    "sessions_ended": "All sessions were ended",
    "password_changed": "The password was changed",
    "password_reset": "The password was reset",
    "password_link_made": "A link to reset the password was made",
    "email_changed": "The e-mail address was changed",
    "email_verified": "The e-mail address was confirmed",
    "second_factor_on": "The second factor was switched on",
    "second_factor_off": "The second factor was switched off",
    "recovery_code_used": "A recovery code was used",
    "recovery_codes_made": "New recovery codes were made",
    "forge_connected": "An account at GitHub was connected",
    "forge_disconnected": "An account at GitHub was disconnected",
    "project_made_public": "A page was shown to everybody",
    "project_made_private": "A page was hidden from everybody else",
    "data_downloaded": "The account's data were downloaded",
    "token_made": "An API token was made",
    "token_used": "An API token was used",
    "token_revoked": "An API token was revoked",
    "invitation_made": "An invitation was made",
    "invitation_withdrawn": "An invitation was withdrawn",
    "role_changed": "The role was changed",
    "setting_changed": "A setting of the instance was changed",
    "setting_reset": "A setting of the instance was put back",
    "role_given": "Somebody else's role was changed from here",
}
# Anybody can make failures happen; what was done is kept longer than what was tried.
FAILURES = ("sign_in_failed", "code_failed")
FAILURES_KEPT = timedelta(days=30)
KEPT = timedelta(days=365)
# An event needs an account; any will do for one that is taken back.
_SOMEBODY = select(User.id).order_by(User.id).limit(1)


def record(
    session: Session,
    user_id: int,
    kind: str,
    *,
    address: str | None = "",
    detail: str = "",
    actor: str = "",
) -> None:
    """Write an event down, within the caller's write transaction.

    :param user_id: whose account it happened to.
    :param kind: a key of :data:`KINDS`.
    :param address: where the request came from.
    :param detail: a few words more; never a secret.
    :param actor: the name of who did it, if that was somebody else.
    :raises KeyError: there is no such kind.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    session.add(
        AuditEvent(
            user_id=user_id,
            kind=kind,
            address=(address or "")[:45],
            detail=detail[:200],
            actor=actor[:39],
        )
    )


def rehearse(session: Session, kind: str, *, address: str | None = "") -> None:
    """Cost what :func:`record` does and take the transaction back, whatever was written in it: for
    people who are not there, so that the time of an answer does not tell so."""
    somebody = session.connection().scalar(_SOMEBODY)
    if somebody is not None:
        record(session, somebody, kind, address=address)
        session.flush()
    session.rollback()


def of_user(session: Session, user_id: int, limit: int = 50) -> list[AuditEvent]:
    """The person's events, the newest first."""
    return list(
        session.scalars(
            select(AuditEvent)
            .where(AuditEvent.user_id == user_id)
            .order_by(AuditEvent.id.desc())
            .limit(limit)
        )
    )


def has_signed_in_from(session: Session, user_id: int, address: str) -> bool:
    """Whether the person themselves came from this address lately."""
    return bool(
        session.scalars(
            select(AuditEvent.id)
            .where(
                AuditEvent.user_id == user_id,
                AuditEvent.kind == "signed_in",
                AuditEvent.address == address,
                AuditEvent.at > now() - timedelta(days=90),
            )
            .limit(1)
        ).first()
    )


def forget_old(session: Session) -> None:
    """Delete what is past its time."""
    moment = now()
    session.execute(
        delete(AuditEvent).where(
            or_(
                AuditEvent.at < moment - KEPT,
                and_(AuditEvent.at < moment - FAILURES_KEPT, AuditEvent.kind.in_(FAILURES)),
            )
        )
    )
