"""The token of a connected account, renewed in time; opened only here and at disconnecting."""

import logging
import time
import uuid
from datetime import timedelta

from sqlalchemy import or_, update

from importer.clock import now
from importer.connections import accounts
from importer.connections.connector import Connector
from importer.database import db, rows_changed, writing
from importer.errors import CredentialRefused, ForgeUnreachable, NotConnected
from importer.forges.base import Credential, Grant
from importer.models import ConnectionState, ForgeAccount
from importer.vault import VaultLocked

log = logging.getLogger("importer.connections")

# An import must not outlive the token it began with.
RENEW_BEFORE = timedelta(minutes=10)
# Longer than the call to the forge may take.
_RENEWAL_LOST_AFTER = timedelta(seconds=30)
_PATIENCE_SECONDS = 30.0
_LOOK_EVERY_SECONDS = 0.1

EXPIRED = "The token has expired."
REFUSED = "GitHub no longer accepts the token: it has expired or was revoked."
LOCKED = "The key that encrypts the token is not the one it was stored with."


def refused(account: ForgeAccount) -> CredentialRefused:
    """What whoever needed the token is told."""
    return CredentialRefused(
        f"GitHub no longer accepts the connection of {account.login}.",
        suggestion="Reconnect the account under Settings, Connections.",
    )


def credential(connector: Connector, account: ForgeAccount) -> Credential:
    """The account's token, good for the next minutes. Calls the forge where it has to be renewed.

    :raises CredentialRefused: it is good no longer; the account then says so.
    :raises ForgeUnreachable: it could not be renewed just now.
    """
    if account.state != ConnectionState.OK:
        raise refused(account)
    if account.sealed_refresh and account.expires_at and account.expires_at < now() + RENEW_BEFORE:
        account = _renewed(connector, account)
    elif account.expires_at and account.expires_at <= now():
        accounts.lose(account.id, account.sealed_token, EXPIRED)
        raise refused(account)
    try:
        return Credential(account.budget_label, connector.vault.open(account.sealed_token))
    except VaultLocked as error:
        accounts.lose(account.id, account.sealed_token, LOCKED)
        raise refused(account) from error


def _renewed(connector: Connector, account: ForgeAccount) -> ForgeAccount:
    """One renews, the others wait for it: a refresh token is good once, and its second use would
    end the connection."""
    end = time.monotonic() + _PATIENCE_SECONDS
    # Looking again fills in this very object.
    old = account.sealed_token
    while time.monotonic() < end:
        if renewal_id := _claim(account.id, old):
            return _renew(connector, account, renewal_id)
        time.sleep(_LOOK_EVERY_SECONDS)
        latest = _read(account.id)
        if latest is None or latest.state != ConnectionState.OK:
            raise refused(account)
        if latest.sealed_token != old:
            return latest
    raise ForgeUnreachable("Renewing the connection to GitHub takes too long.")


def _claim(account_id: int, sealed_token: str) -> str | None:
    renewal_id = str(uuid.uuid4())
    free = or_(
        ForgeAccount.renewal_id.is_(None),
        ForgeAccount.renewal_at < now() - _RENEWAL_LOST_AFTER,
    )
    with writing() as session:
        won = rows_changed(
            session,
            update(ForgeAccount)
            .where(
                ForgeAccount.id == account_id,
                ForgeAccount.sealed_token == sealed_token,
                ForgeAccount.state == ConnectionState.OK,
                free,
            )
            .values(renewal_id=renewal_id, renewal_at=now()),
        )
    return renewal_id if won == 1 else None


def _renew(connector: Connector, account: ForgeAccount, renewal_id: str) -> ForgeAccount:
    try:
        grant = connector.oauth.refresh(connector.vault.open(account.sealed_refresh or ""))
    except (NotConnected, VaultLocked) as error:
        reason = error.message if isinstance(error, NotConnected) else LOCKED
        accounts.lose(account.id, account.sealed_token, reason)
        _give_up(account.id, renewal_id)
        raise refused(account) from error
    except Exception:
        _give_up(account.id, renewal_id)
        raise
    # Kept before it is used: the old pair is dead, and a crash must not lose the new one too.
    _store(connector, account.id, renewal_id, grant)
    latest = _read(account.id)
    if latest is None:
        raise refused(account)
    log.info("The token of account %d was renewed", account.id)
    return latest


def _store(connector: Connector, account_id: int, renewal_id: str, grant: Grant) -> None:
    with writing() as session:
        rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account_id, ForgeAccount.renewal_id == renewal_id)
            .values(
                sealed_token=connector.vault.seal(grant.token),
                sealed_refresh=connector.vault.seal(grant.refresh_token)
                if grant.refresh_token
                else None,
                expires_at=grant.expires_at,
                refresh_expires_at=grant.refresh_expires_at,
                renewal_id=None,
            ),
        )


def _give_up(account_id: int, renewal_id: str) -> None:
    with writing() as session:
        rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account_id, ForgeAccount.renewal_id == renewal_id)
            .values(renewal_id=None),
        )


def _read(account_id: int) -> ForgeAccount | None:
    # What another process wrote is seen in a new transaction only.
    db.session.commit()
    return db.session.get(ForgeAccount, account_id, populate_existing=True)
