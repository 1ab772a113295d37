"""One-time passwords as second factor: https://datatracker.ietf.org/doc/html/rfc6238.

The secret is sealed at rest; recovery codes are kept as hashes and shown once.
"""

import hashlib
import hmac
import secrets
import time

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from importer import audit
from importer.accounts import sealing, throttle
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import InvalidInput
from importer.models import RecoveryCode, SecondFactor, User

ISSUER = "Repofolio"
STEP_SECONDS = 30
# Clocks of telephones: one step early or late.
_LEEWAY = (0, -1, 1)
_HOW_MANY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def is_on(session: Session, user_id: int) -> bool:
    """Whether the person is asked for a code after the password."""
    row = session.get(SecondFactor, user_id, populate_existing=True)
    return row is not None and row.confirmed_at is not None


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes have not been used."""
    count = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return session.scalar(count) or 0


def prepare(user: User) -> None:
    """Make a secret for an authenticator; it asks nothing before :func:`switch_on`.

    :raises InvalidInput: it is on already.
    """
    sealed = sealing.seal(pyotp.random_base32())
    with writing() as session:
        session.execute(
            delete(SecondFactor).where(
                SecondFactor.user_id == user.id, SecondFactor.confirmed_at.is_(None)
            )
        )
        if session.get(SecondFactor, user.id, populate_existing=True):
            raise InvalidInput("proof", "The second factor is on already.")
        session.add(SecondFactor(user_id=user.id, sealed_secret=sealed))


def prepared(user: User) -> tuple[str, str] | None:
    """The secret that waits for its first code, and the address that authenticators read."""
    row = db.session.get(SecondFactor, user.id, populate_existing=True)
    if row is None or row.confirmed_at is not None:
        return None
    secret = sealing.unseal(row.sealed_secret)
    if secret is None:
        return None
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


def switch_on(user: User, code: str, caller: Caller) -> list[str]:
    """Switch it on with a first code, and return the recovery codes, which cannot be had again.

    :raises InvalidInput: the code is wrong.
    :raises TooManyAttempts: tried too often.
    """
    if not _is_right_now(user, code, caller):
        raise InvalidInput("code", "That code is not right. They change every half minute.")
    with writing() as session:
        switched = rows_changed(
            session,
            update(SecondFactor)
            .where(SecondFactor.user_id == user.id, SecondFactor.confirmed_at.is_(None))
            .values(confirmed_at=now()),
        )
        if not switched:
            raise InvalidInput("code", "The second factor is on already.")
        audit.record(session, user.id, "second_factor_on", address=caller.address)
        return _new_codes(session, user.id)


def check(user: User, code: str, caller: Caller) -> bool:
    """Whether this is the code of the moment, never shown before, or an unused recovery code.

    :raises TooManyAttempts: tried too often.
    """
    if _is_right_now(user, code, caller):
        return True
    with writing() as session:
        audit.record(session, user.id, "code_failed", address=caller.address)
    return False


def renew_codes(user: User, caller: Caller) -> list[str]:
    """New recovery codes; the former are worth nothing."""
    with writing() as session:
        audit.record(session, user.id, "recovery_codes_made", address=caller.address)
        return _new_codes(session, user.id)


def switch_off(user: User, *, address: str = "", actor: str = "") -> None:
    """Ask for no code any more."""
    with writing() as session:
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        gone = rows_changed(session, delete(SecondFactor).where(SecondFactor.user_id == user.id))
        if gone:
            audit.record(session, user.id, "second_factor_off", address=address, actor=actor)


def _is_right_now(user: User, code: str, caller: Caller) -> bool:
    attempt = throttle.begin(f"code {user.id}", caller.address)
    typed = "".join(code.split()).lower()
    row = db.session.get(SecondFactor, user.id, populate_existing=True)
    secret = sealing.unseal(row.sealed_secret) if row else None
    step = _step_of(secret, typed) if secret else None
    with writing() as session:
        if step is not None:
            is_right = _take_step(session, user.id, step)
        else:
            is_right = _take_recovery_code(session, user.id, typed, caller)
        if is_right:
            throttle.forgive(session, attempt)
    return is_right


def _step_of(secret: str, typed: str) -> int | None:
    """The time step whose code this is."""
    present = int(time.time()) // STEP_SECONDS
    generator = pyotp.TOTP(secret)
    for offset in _LEEWAY:
        expected = generator.generate_otp(present + offset)
        if hmac.compare_digest(expected.encode(), typed.encode("utf-8", "replace")):
            return present + offset
    return None


def _take_step(session: Session, user_id: int, step: int) -> bool:
    # Whoever looked over a shoulder comes too late: a code is good once.
    return bool(
        rows_changed(
            session,
            update(SecondFactor)
            .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
            .values(last_step=step),
        )
    )


def _take_recovery_code(session: Session, user_id: int, typed: str, caller: Caller) -> bool:
    taken = rows_changed(
        session,
        delete(RecoveryCode).where(
            RecoveryCode.user_id == user_id, RecoveryCode.digest == _digest(typed)
        ),
    )
    if taken:
        audit.record(session, user_id, "recovery_code_used", address=caller.address)
    return bool(taken)


def _new_codes(session: Session, user_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["-".join(_word() for _ in range(4)) for _ in range(_HOW_MANY_CODES)]
    session.add_all(RecoveryCode(user_id=user_id, digest=_digest(code)) for code in codes)
    return codes


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(4))


def _digest(code: str) -> str:
    # Some eighty random bits: no slow hash is needed.
    return hashlib.sha256(code.replace("-", "").encode("utf-8", "surrogatepass")).hexdigest()
