"""Connected accounts: made, found through their owner, ended."""

import logging
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.connections import mirror_rows
from importer.connections.connector import Connector
from importer.database import db, rows_changed, writing
from importer.errors import CredentialRefused, ForgeError, NotConnected
from importer.forges.base import Credential, Grant, Identity
from importer.models import ConnectionKind, ConnectionState, ForgeAccount, RateBudget, User
from importer.vault import VaultLocked

log = logging.getLogger("importer.connections")

MOST_ACCOUNTS = 20
_NEW = "a new connection"


def of(session: Session, user_id: int) -> list[ForgeAccount]:
    """A person's accounts, the oldest first."""
    return list(
        session.scalars(
            select(ForgeAccount).where(ForgeAccount.user_id == user_id).order_by(ForgeAccount.id),
            # A worker writes these rows too.
            execution_options={"populate_existing": True},
        )
    )


def owned(session: Session, user_id: int, account_id: int) -> ForgeAccount | None:
    """The person's account of this id; looking up through the owner is the authorisation."""
    account: ForgeAccount | None = session.scalar(
        select(ForgeAccount).where(ForgeAccount.id == account_id, ForgeAccount.user_id == user_id),
        execution_options={"populate_existing": True},
    )
    return account


def connect(connector: Connector, user_id: int, grant: Grant, kind: ConnectionKind) -> ForgeAccount:
    """Keep ``grant`` as the token of whoever's it is at the forge, for this person.

    An account that is connected already gets the new token.

    :raises NotConnected: the forge does not accept it, or there are too many accounts.
    :raises ForgeError: the forge did not answer.
    """
    identity = identify(connector, grant)
    values = _values(connector, grant, identity, kind)
    for may_sign_in in (kind != ConnectionKind.PAT, False):
        try:
            return _keep(connector.forge.host, user_id, identity, values, may_sign_in=may_sign_in)
        except IntegrityError:
            # Another person signs in with it, or another tab connects it in this very moment.
            log.info("A connection was kept at the second attempt")
    raise NotConnected


def recognise(connector: Connector, grant: Grant) -> Identity:
    """Who the person is whom the forge gave us this token for; it is given back at once.

    :raises NotConnected: the forge does not accept it.
    :raises ForgeError: the forge did not answer.
    """
    identity = identify(connector, grant)
    give_back(connector, grant)
    return identity


def give_back(connector: Connector, grant: Grant) -> None:
    """Let the forge revoke a token that is not kept."""
    try:
        # A forge keeps few tokens for each person, and lets go of the oldest: the one we use.
        connector.oauth.revoke(grant.token)
    except ForgeError as error:
        log.warning("A token that served to sign in was not revoked: %s", error)


def attach(
    session: Session, connector: Connector, user_id: int, identity: Identity, grant: Grant
) -> ForgeAccount:
    """Connect an account within the transaction that makes the person's account here.

    :raises NotConnected: somebody here signs in with it already.
    """
    host = connector.forge.host
    taken = NotConnected(
        f"{identity.login} at GitHub belongs to an account here already.",
        suggestion="Sign in with it, or choose another account at GitHub.",
    )
    if by_identity(session, host, identity.forge_user_id) is not None:
        raise taken
    account = ForgeAccount(
        user_id=user_id,
        host=host,
        forge_user_id=identity.forge_user_id,
        sign_in_key=_sign_in_key(host, identity.forge_user_id),
        **_values(connector, grant, identity, ConnectionKind.OAUTH),
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        # Connected, or joined with, in this very moment.
        raise taken from error
    return account


def is_only_way_in(session: Session, user: User, account: ForgeAccount) -> bool:
    """Whether the person could not sign in any more without this account."""
    if user.has_password or not account.sign_in_key:
        return False
    others = select(ForgeAccount.id).where(
        ForgeAccount.user_id == user.id,
        ForgeAccount.id != account.id,
        ForgeAccount.sign_in_key.is_not(None),
    )
    return session.scalars(others.limit(1)).first() is None


def disconnect(connector: Connector, account: ForgeAccount) -> bool:
    """Revoke the token at the forge, as far as that can be done, and wipe all we know by it.

    :returns: whether the forge has revoked it.
    """
    revoked = account.kind != ConnectionKind.PAT and _revoke(connector, account)
    with writing() as session:
        session.execute(delete(ForgeAccount).where(ForgeAccount.id == account.id))
        session.execute(
            delete(RateBudget).where(
                RateBudget.host == account.host, RateBudget.credential == account.budget_label
            )
        )
        mirror_rows.choose_shown(session, account.user_id)
    return revoked


def lose(account_id: int, sealed_token: str, reason: str) -> None:
    """The forge no longer accepts this token: the person has to connect again.

    Only if it is still the one that was tried.
    """
    with writing() as session:
        rows_changed(
            session,
            update(ForgeAccount)
            .where(ForgeAccount.id == account_id, ForgeAccount.sealed_token == sealed_token)
            .values(state=ConnectionState.RECONNECT, state_reason=reason[:255]),
        )


def by_identity(session: Session, host: str, forge_user_id: str) -> ForgeAccount | None:
    """The account whose owner at the forge may sign in here with it."""
    account: ForgeAccount | None = session.scalar(
        select(ForgeAccount).where(ForgeAccount.sign_in_key == _sign_in_key(host, forge_user_id))
    )
    return account


def identify(connector: Connector, grant: Grant) -> Identity:
    """Who the person is whom the forge gave us this token for.

    :raises NotConnected: the forge does not accept it.
    :raises ForgeError: the forge did not answer.
    """
    try:
        return connector.forge.identify(Credential(_NEW, grant.token), lambda: None)
    except CredentialRefused as error:
        raise NotConnected(
            "GitHub does not accept that token.",
            suggestion="Check that it was copied whole, has not expired and was not revoked.",
        ) from error


def _revoke(connector: Connector, account: ForgeAccount) -> bool:
    # No transaction stays open while another host is asked.
    db.session.commit()
    try:
        return connector.oauth.revoke(connector.vault.open(account.sealed_token))
    except (ForgeError, VaultLocked) as error:
        log.warning("The token of account %d was not revoked: %s", account.id, error)
        return False


def _values(
    connector: Connector, grant: Grant, identity: Identity, kind: ConnectionKind
) -> dict[str, object]:
    of_app = grant.is_of_app and kind != ConnectionKind.PAT
    scopes = None if of_app or identity.scopes is None else " ".join(identity.scopes)[:500]
    return {
        "login": identity.login,
        "kind": ConnectionKind.APP if of_app else kind,
        "state": ConnectionState.OK,
        "state_reason": "",
        "connected_at": now(),
        "sealed_token": connector.vault.seal(grant.token),
        "sealed_refresh": (
            connector.vault.seal(grant.refresh_token) if grant.refresh_token else None
        ),
        "scopes": scopes,
        "expires_at": _earlier(grant.expires_at, identity.expires_at),
        "refresh_expires_at": grant.refresh_expires_at,
        "renewal_id": None,
        # Another token sees other pages, and may not see some.
        "page_etags": {},
        "synced_at": None,
        "sync_id": None,
        "sync_error": "",
    }


def _keep(
    host: str,
    user_id: int,
    identity: Identity,
    values: dict[str, object],
    *,
    may_sign_in: bool,
) -> ForgeAccount:
    with writing() as session:
        known = session.scalars(select(ForgeAccount).where(ForgeAccount.user_id == user_id)).all()
        account = next(
            (
                one
                for one in known
                if one.host == host and one.forge_user_id == identity.forge_user_id
            ),
            None,
        )
        if account is None:
            if len(known) >= MOST_ACCOUNTS:
                raise NotConnected(
                    f"{MOST_ACCOUNTS} accounts are connected already.",
                    suggestion="Disconnect one you do not need.",
                )
            account = ForgeAccount(user_id=user_id, host=host, forge_user_id=identity.forge_user_id)
            session.add(account)
        for name, value in values.items():
            setattr(account, name, value)
        if may_sign_in:
            account.sign_in_key = _sign_in_key(host, identity.forge_user_id)
    return account


def _sign_in_key(host: str, forge_user_id: str) -> str:
    return f"{host}#{forge_user_id}"


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
