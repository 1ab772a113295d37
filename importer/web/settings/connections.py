"""Accounts at GitHub: which are connected, three ways to connect one, and disconnecting."""

from dataclasses import dataclass
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import audit, tasks
from importer.clock import now
from importer.connections import accounts, picker
from importer.database import db, writing
from importer.errors import InvalidInput, NotConnected, NotFound, RepofolioError
from importer.forges.base import Grant
from importer.gate import stepped_out
from importer.models import ConnectionKind, ForgeAccount
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.guards import signed_in

# Long enough to do something about it.
SOON = timedelta(days=14)
_LONGEST_TOKEN = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A connected account as the page tells of it.

    :param repositories: how many it sees.
    """

    account: ForgeAccount
    repositories: int
    expires_soon: bool


@web.get("/settings/connections")
@signed_in
def connections() -> ResponseReturnValue:
    return page()


@web.post("/settings/connections/token")
@signed_in
def connect_by_token() -> ResponseReturnValue:
    """A personal access token, pasted."""
    try:
        token = _checked(request.form.get("token", ""))
        db.session.commit()
        with stepped_out():
            account = accounts.connect(
                tasks.toolbox().connector, current_user.id, Grant(token), ConnectionKind.PAT
            )
    except RepofolioError as error:
        return page(error, failed="token"), error.http_status
    return connected(account)


@web.post("/settings/connections/<row:account_id>/disconnect")
@signed_in
def disconnect(account_id: int) -> ResponseReturnValue:
    account = _owned_or_404(account_id)
    if accounts.is_only_way_in(db.session(), current_user, account):
        error = NotConnected(
            f"Without {account.login} at GitHub you could not sign in: you have no password.",
            suggestion="Set one under Profile and password first.",
        )
        return page(error, failed="disconnect"), error.http_status
    with stepped_out():
        revoked = accounts.disconnect(tasks.toolbox().connector, account)
    _note("forge_disconnected", account)
    after = (
        "GitHub has revoked its token."
        if revoked
        else "If the token serves nothing else, delete it at GitHub, too."
    )
    flash(f"{account.login} is disconnected, and its token and list are deleted here. {after}")
    return redirect(url_for("web.connections"), code=303)


def connected(account: ForgeAccount) -> ResponseReturnValue:
    """Where every way of connecting ends."""
    _note("forge_connected", account)
    tasks.refresh_repositories(account)
    flash(f"{account.login} is connected. Its repositories are being read.")
    return redirect(url_for("web.connections"), code=303)


def page(error: RepofolioError | None = None, failed: str = "") -> str:
    """:param failed: the way that ``error`` is about; it is told there."""
    toolbox = tasks.toolbox()
    session = db.session()
    counts = picker.counts(session, current_user.id)
    return render_template(
        "settings/connections.html",
        accounts=[
            Shown(one, counts.get(one.id, 0), _expires_soon(one))
            for one in accounts.of(session, current_user.id)
        ],
        oauth=toolbox.forges.oauth,
        forge_url=toolbox.settings.github_web_url,
        error=error,
        failed=failed,
    )


def _note(kind: str, account: ForgeAccount) -> None:
    """Let the person see later what happened, and from where."""
    with writing() as session:
        audit.record(session, current_user.id, kind, address=caller().address, detail=account.login)


def _expires_soon(account: ForgeAccount) -> bool:
    is_renewed = account.sealed_refresh is not None
    return bool(account.expires_at and not is_renewed and account.expires_at < now() + SOON)


def _checked(token: str) -> str:
    """One word of ASCII, as it has to go into a header. It is never shown again, wrong or not."""
    word = token.strip()
    if not word:
        raise InvalidInput("token", "There is no token in the field.")
    if len(word) > _LONGEST_TOKEN or not word.isascii() or not word.isprintable() or " " in word:
        raise NotConnected(
            "That is no access token: it is one word of letters, digits and underscores.",
            suggestion="Copy it at GitHub once more; it begins with github_pat_ or ghp_.",
        )
    return word


def _owned_or_404(account_id: int) -> ForgeAccount:
    account = accounts.owned(db.session(), current_user.id, account_id)
    if account is None:
        raise NotFound("There is no such connection, or it is not yours.")
    return account
