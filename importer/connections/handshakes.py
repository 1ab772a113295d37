"""From "connect" to connected: what a person began, and only that person, once, may end."""

import hashlib
import logging
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.connections import accounts
from importer.connections.connector import Connector
from importer.database import rows_changed, writing
from importer.errors import ForgeUnreachable, NotConnected
from importer.forges.base import Grant
from importer.forges.github.oauth import StillWaiting, refused
from importer.models import ConnectionKind, ForgeAccount, ForgeHandshake

log = logging.getLogger("importer.connections")

WEB, DEVICE = "web", "device"
# GitHub's codes are good for ten minutes from the moment the person agrees.
WEB_LIFE = timedelta(minutes=15)
# slow_down without a number: five seconds more, RFC 8628 section 3.5.
_SLOWER = 5
_MOST_OPEN = 20


def foreign() -> NotConnected:
    """An answer nobody here asked for, or one that was used already: forged, or replayed."""
    return NotConnected(
        "This answer from GitHub does not belong to a connection that was begun here.",
        suggestion="Nothing was connected. Start the connection from this page.",
    )


def begin_web(
    connector: Connector, user_id: int, redirect_uri: str, *, private: bool = False
) -> tuple[str, str]:
    """The address the person is sent to, and the state their browser has to bring back.

    :raises NotConnected: no app is registered for this server.
    """
    require_web_flow(connector)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    handshake = ForgeHandshake(
        public_id=_digest(state),
        user_id=user_id,
        kind=WEB,
        host=connector.forge.host,
        wants_private=private,
        sealed_secret=connector.vault.seal(verifier),
        expires_at=now() + WEB_LIFE,
    )
    _begin(handshake)
    return connector.oauth.authorize_url(redirect_uri, state, verifier, private=private), state


def finish_web(
    connector: Connector, user_id: int, state: str, code: str, redirect_uri: str
) -> Grant:
    """Trade the code for a token. The state is good once, for whoever began, for a while.

    :raises NotConnected: it is not, or GitHub does not give a token.
    """
    handshake = _take(_digest(state), WEB, user_id)
    if handshake is None:
        raise foreign()
    return exchange(connector, code, redirect_uri, connector.vault.open(handshake.sealed_secret))


def require_web_flow(connector: Connector) -> None:
    """:raises NotConnected: no app is registered for this server."""
    if not connector.oauth.has_web_flow:
        raise NotConnected(
            "Connecting with GitHub's own page is not set up here.",
            suggestion="Use a code or a personal access token.",
        )


def exchange(connector: Connector, code: str, redirect_uri: str, verifier: str) -> Grant:
    """Trade a code for a token.

    :raises NotConnected: GitHub does not give one.
    """
    if not 0 < len(code) <= 200 or not code.isascii() or not code.isprintable():
        raise refused("bad_verification_code")
    return connector.oauth.exchange(code, redirect_uri, verifier)


def drop_web(user_id: int, state: str) -> bool:
    """The person declined: end it. False if they had not begun it."""
    return _take(_digest(state), WEB, user_id) is not None


def begin_device(connector: Connector, user_id: int, *, private: bool = False) -> ForgeHandshake:
    """Get a code the person types at GitHub.

    :raises NotConnected: GitHub gives none to this server's app.
    """
    if not connector.oauth.has_device_flow:
        raise NotConnected(
            "Connecting by a code is not set up here.",
            suggestion="Use a personal access token; the administrator can set GITHUB_CLIENT_ID.",
        )
    code = connector.oauth.device_code(private=private)
    handshake = ForgeHandshake(
        public_id=secrets.token_urlsafe(24),
        user_id=user_id,
        kind=DEVICE,
        host=connector.forge.host,
        wants_private=private,
        sealed_secret=connector.vault.seal(code.device_code),
        user_code=code.user_code,
        verification_url=code.verification_url,
        interval=code.interval,
        ask_again_at=now() + timedelta(seconds=code.interval),
        expires_at=code.expires_at,
    )
    _begin(handshake)
    return handshake


def device(session: Session, user_id: int, public_id: str) -> ForgeHandshake | None:
    """What the person began and has not ended."""
    found: ForgeHandshake | None = session.scalar(
        select(ForgeHandshake).where(
            ForgeHandshake.public_id == public_id,
            ForgeHandshake.user_id == user_id,
            ForgeHandshake.kind == DEVICE,
        ),
        execution_options={"populate_existing": True},
    )
    return found


def ask_device(connector: Connector, handshake: ForgeHandshake) -> ForgeAccount | None:
    """Ask GitHub whether the code was entered, not more often than it wants to be asked.

    :returns: the account, or None while the person has not decided.
    :raises NotConnected: declined, or too late; the handshake has ended.
    """
    if handshake.expires_at <= now():
        _end(handshake)
        raise refused("expired_token")
    if not _may_ask(handshake):
        return None
    try:
        grant = connector.oauth.poll(connector.vault.open(handshake.sealed_secret))
    except StillWaiting as waiting:
        if waiting.slower:
            _slow_down(handshake, max(waiting.interval, handshake.interval + _SLOWER))
        return None
    except ForgeUnreachable as error:
        log.warning("GitHub could not be asked about a code: %s", error)
        return None
    except NotConnected:
        _end(handshake)
        raise
    if handshake.user_id is None or not _take(handshake.public_id, DEVICE, handshake.user_id):
        raise foreign()
    return accounts.connect(connector, handshake.user_id, grant, ConnectionKind.DEVICE)


def _begin(handshake: ForgeHandshake) -> None:
    with writing() as session:
        session.execute(delete(ForgeHandshake).where(ForgeHandshake.expires_at < now()))
        _make_room(session, handshake.user_id)
        session.add(handshake)


def _make_room(session: Session, user_id: int | None) -> None:
    """The person's newest stay: nobody has so many in hand."""
    theirs = ForgeHandshake.user_id == user_id
    newest = (
        select(ForgeHandshake.public_id)
        .where(theirs)
        .order_by(ForgeHandshake.expires_at.desc())
        .limit(_MOST_OPEN)
    )
    session.execute(
        delete(ForgeHandshake).where(theirs, ForgeHandshake.public_id.not_in(newest)),
        execution_options={"synchronize_session": False},
    )


def _take(public_id: str, kind: str, user_id: int) -> ForgeHandshake | None:
    """Whoever deletes the row has it; a second time there is none."""
    mine = (
        ForgeHandshake.public_id == public_id,
        ForgeHandshake.kind == kind,
        ForgeHandshake.user_id == user_id,
        ForgeHandshake.expires_at > now(),
    )
    with writing() as session:
        found: ForgeHandshake | None = session.scalar(select(ForgeHandshake).where(*mine))
        if found is None:
            return None
        session.expunge(found)
        return found if rows_changed(session, delete(ForgeHandshake).where(*mine)) == 1 else None


def _end(handshake: ForgeHandshake) -> None:
    with writing() as session:
        session.execute(
            delete(ForgeHandshake).where(ForgeHandshake.public_id == handshake.public_id)
        )


def _may_ask(handshake: ForgeHandshake) -> bool:
    with writing() as session:
        return (
            rows_changed(
                session,
                update(ForgeHandshake)
                .where(
                    ForgeHandshake.public_id == handshake.public_id,
                    ForgeHandshake.ask_again_at <= now(),
                )
                .values(ask_again_at=now() + timedelta(seconds=handshake.interval)),
            )
            == 1
        )


def _slow_down(handshake: ForgeHandshake, interval: int) -> None:
    with writing() as session:
        rows_changed(
            session,
            update(ForgeHandshake)
            .where(ForgeHandshake.public_id == handshake.public_id)
            .values(interval=interval, ask_again_at=now() + timedelta(seconds=interval)),
        )


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
