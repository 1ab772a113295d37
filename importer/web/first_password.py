"""A first password for an account that was made with GitHub: who it is for says GitHub again."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.accounts import links
from importer.connections import accounts
from importer.connections.signing_in import Begun
from importer.database import db
from importer.errors import NotConnected, RepofolioError
from importer.forges.base import Grant
from importer.gate import stepped_out
from importer.tasks import toolbox
from importer.web import forge_way
from importer.web.blueprint import web
from importer.web.guards import signed_in

CONFIRM = "first password"


@web.post("/settings/password/github")
@signed_in
def confirm_for_password() -> ResponseReturnValue:
    """A session that somebody took over is not enough to set a password; and where there is one
    it is changed with that."""
    if current_user.has_password:
        return redirect(url_for("web.settings"), code=303)
    try:
        return forge_way.leave({"to": CONFIRM, "user": str(current_user.id)})
    except RepofolioError as error:
        return _page(error), error.http_status


def finish(begun: Begun, grant: Callable[[Begun], Grant]) -> ResponseReturnValue:
    """On to the page that sets a password, by a link as it would have come by mail."""
    try:
        _require_same(begun, grant)
    except RepofolioError as error:
        return _page(error), error.http_status
    token = links.for_reset(current_user._get_current_object())
    return redirect(url_for("web.reset_password", token=token), code=303)


def _require_same(begun: Begun, grant: Callable[[Begun], Grant]) -> None:
    if not current_user.is_authenticated or begun.wanted["user"] != str(current_user.id):
        raise NotConnected("This answer from GitHub is for another account.")
    connector, user_id = toolbox().connector, current_user.id
    with stepped_out():
        identity = accounts.recognise(connector, grant(begun))
    account = accounts.by_identity(db.session(), connector.forge.host, identity.forge_user_id)
    if account is None or account.user_id != user_id:
        raise NotConnected(
            f"You do not sign in here with {identity.login} at GitHub.",
            suggestion="Choose the account there that you sign in with.",
        )


def _page(error: RepofolioError) -> str:
    return render_template("first_password.html", error=error, remedy=None)
