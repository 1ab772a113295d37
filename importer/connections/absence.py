"""Why a repository is not in the list: cause by cause, until one is found; with one link."""

import difflib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.connections import accounts, mirror, tokens
from importer.connections.connector import Connector
from importer.connections.picker import Wish
from importer.database import db
from importer.errors import (
    CredentialRefused,
    ForgeError,
    RateLimited,
    RepositoryBlocked,
    RepositoryForbidden,
    RepositoryNotFound,
)
from importer.forges.base import Credential
from importer.models import ConnectionKind, ConnectionState, ForgeAccount, ForgeRepository
from importer.snapshot import RepoRef, RepoSnapshot

_ALIKE = 0.75


class Place(StrEnum):
    """Pages of ours that mend something; the floor above knows their addresses."""

    CONNECTIONS = "connections"
    LIST = "list"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Cause:
    """:param code: names the cause for clients and tests.
    :param link: an address elsewhere, or one of ``place`` here: never both.
    :param argument: what ``place`` is to be filled with."""

    code: str
    message: str
    label: str
    link: str = ""
    place: Place | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What GitHub says of the repository to one account."""

    account: ForgeAccount
    snapshot: RepoSnapshot | None = None
    error: ForgeError | None = None


def explain(connector: Connector, user_id: int, ref: RepoRef, wish: Wish) -> Cause:
    """The one cause why ``ref`` is not among the rows of ``wish``. Asks the forge where the mirror
    cannot tell; no transaction stays open meanwhile."""
    session = db.session()
    mine = [one for one in accounts.of(session, user_id) if one.host == ref.host]
    if cause := _known_here(session, user_id, ref, wish) or _no_use(mine):
        return cause
    similar = _similar(session, user_id, ref)
    usable = [one for one in mine if one.state == ConnectionState.OK]
    session.commit()
    seen = [_look(connector, one, ref) for one in usable]
    return (
        _visible(ref, seen)
        or _refused(connector, seen)
        or _misspelt(similar)
        or _unseen(connector, ref, seen)
    )


def _known_here(session: Session, user_id: int, ref: RepoRef, wish: Wish) -> Cause | None:
    row: ForgeRepository | None = session.scalar(
        select(ForgeRepository).where(
            ForgeRepository.user_id == user_id,
            ForgeRepository.host == ref.host,
            ForgeRepository.name_key == ref.path.lower(),
            ForgeRepository.is_shown.is_(True),
        )
    )
    if row is None:
        return None
    for hides, what in (
        (wish.hide_archived and row.is_archived, "It is archived, and those are hidden now."),
        (wish.hide_forks and row.is_fork, "It is a fork, and those are hidden now."),
    ):
        if hides:
            return _here("FILTERED", what, "Show it", row.full_name)
    return _here("LISTED", "It is in your list.", "Show it", row.full_name)


def _no_use(mine: list[ForgeAccount]) -> Cause | None:
    """Nothing can be asked at all."""
    if not mine:
        return _connect("NOT_CONNECTED", "No GitHub account of yours is connected.", "Connect one")
    if all(one.state != ConnectionState.OK for one in mine):
        names = ", ".join(one.login for one in mine)
        return _connect(
            "RECONNECT", f"GitHub no longer accepts the connection of {names}.", "Reconnect"
        )
    if all(one.synced_at is None for one in mine) and any(map(mirror.is_running, mine)):
        return Cause(
            "STILL_READING",
            "Your list is being read for the first time.",
            "Look again",
            place=Place.LIST,
        )
    return None


def _look(connector: Connector, account: ForgeAccount, ref: RepoRef) -> _Seen:
    try:
        credential = tokens.credential(connector, account)
        return _Seen(account, connector.forge.look_up(ref, credential, lambda: None))
    except CredentialRefused as error:
        accounts.lose(account.id, account.sealed_token, tokens.REFUSED)
        return _Seen(account, error=error)
    except ForgeError as error:
        return _Seen(account, error=error)


def _visible(ref: RepoRef, seen: list[_Seen]) -> Cause | None:
    for one in seen:
        if one.snapshot is None:
            continue
        path = one.snapshot.ref.path
        if path.lower() != ref.path.lower():
            return Cause(
                "RENAMED", f"It is called {path} now.", "Show it", place=Place.LIST, argument=path
            )
        if one.snapshot.visibility == "public":
            return Cause(
                "NOT_YOURS",
                "It is public, but your account has no part in it: the list shows your own "
                "repositories and those of your organisations. It can be imported all the same.",
                "Import it by its address",
                place=Place.ADDRESS,
                argument=path,
            )
        return Cause(
            "NEWER_THAN_LIST",
            f"{one.account.login} can see it, but the list is older.",
            "Back to the list, to refresh it",
            place=Place.LIST,
        )
    return None


def _refused(connector: Connector, seen: list[_Seen]) -> Cause | None:
    """GitHub said why not."""
    for one in seen:
        error = one.error
        if isinstance(error, RepositoryForbidden):
            link = connector.oauth.approval_url if error.reason == "app" else error.link or ""
            code = {"sso": "SSO", "app": "ORGANIZATION_APPROVAL", "ip": "IP_LIST"}
            return _at(
                code.get(error.reason, "REFUSED"),
                f"{error.message} {error.suggestion}",
                link or connector.forge_url,
            )
        if isinstance(error, RepositoryBlocked):
            return _at("BLOCKED", error.message, error.link or connector.forge_url)
        if isinstance(error, RateLimited):
            return Cause(
                "RATE_LIMIT",
                f"GitHub answers no more questions until {error.retry_at:%H:%M} UTC.",
                "Back to the list",
                place=Place.LIST,
            )
        if isinstance(error, CredentialRefused):
            return _connect("RECONNECT", error.message, "Reconnect")
        if error is not None and not isinstance(error, RepositoryNotFound):
            return Cause("UNREACHABLE", error.message, "Back to the list", place=Place.LIST)
    return None


def _misspelt(similar: str) -> Cause | None:
    if not similar:
        return None
    return Cause(
        "MISSPELT",
        f"There is nothing of that name, but there is {similar}.",
        "Show that one",
        place=Place.LIST,
        argument=similar,
    )


def _unseen(connector: Connector, ref: RepoRef, seen: list[_Seen]) -> Cause:
    """404 from everywhere: missing, or hidden from every token. The likeliest of the latter."""
    for one in seen:
        account = one.account
        if account.kind == ConnectionKind.APP:
            return _at(
                "APP_NOT_INSTALLED",
                f"The GitHub App that {account.login} is connected through is not installed on "
                f"{ref.owner}'s repositories, or not on this one.",
                f"{connector.forge_url}/settings/installations",
            )
        if account.scopes is None:
            return _at(
                "TOKEN_SELECTION",
                f"The fine-grained token of {account.login} was not given this repository: it "
                "reads one owner's, and of those the ones selected.",
                f"{connector.forge_url}/settings/personal-access-tokens",
            )
        if not account.may_read_private:
            return _connect(
                "SCOPE",
                f"If it is private: {account.login} is connected for public repositories only.",
                "Connect it again, with private ones",
            )
    return _unseen_with_scope(connector, ref, seen[0].account)


def _unseen_with_scope(connector: Connector, ref: RepoRef, account: ForgeAccount) -> Cause:
    if _is_organization(connector, ref, account):
        if account.hidden_organizations:
            return _at(
                "SSO",
                f"{ref.owner} may want the token authorized for single sign-on: GitHub hides "
                "such repositories until that is done.",
                f"{connector.forge_url}/orgs/{ref.owner}/sso",
            )
        if account.kind != ConnectionKind.PAT:
            return _at(
                "ORGANIZATION_APPROVAL",
                f"{ref.owner} may not have approved this server's app yet: GitHub hides its "
                "private repositories until then.",
                connector.oauth.approval_url,
            )
    return _at(
        "NOT_FOUND",
        f"It does not exist, or {account.login} may not see it: ask its owner for access.",
        f"{connector.forge_url}/{ref.owner}",
    )


def _is_organization(connector: Connector, ref: RepoRef, account: ForgeAccount) -> bool:
    try:
        credential: Credential = tokens.credential(connector, account)
        return connector.forge.is_organization(ref.owner, credential, lambda: None)
    except ForgeError:
        return False


def _similar(session: Session, user_id: int, ref: RepoRef) -> str:
    """The person's repository whose name is most like it, if one is."""
    rows = session.execute(
        select(ForgeRepository.name_key, ForgeRepository.full_name).where(
            ForgeRepository.user_id == user_id, ForgeRepository.host == ref.host
        )
    )
    names: dict[str, str] = dict(rows.all())
    owned = [key for key in names if key.startswith(f"{ref.owner.lower()}/")]
    elsewhere = [key for key in names if key.endswith(f"/{ref.name.lower()}")]
    close = difflib.get_close_matches(ref.path.lower(), owned[:2000], n=1, cutoff=_ALIKE)
    best = (elsewhere or close)[:1]
    return names[best[0]] if best else ""


def _here(code: str, message: str, label: str, name: str) -> Cause:
    return Cause(code, message, label, place=Place.LIST, argument=name)


def _connect(code: str, message: str, label: str) -> Cause:
    return Cause(code, message, label, place=Place.CONNECTIONS)


def _at(code: str, message: str, link: str) -> Cause:
    return Cause(code, message, "Mend it at GitHub", link=link)
