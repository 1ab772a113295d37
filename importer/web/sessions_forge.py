"""Signing in with an account at GitHub, and where all come back who were recognised there.

Whose session it becomes is decided by the forge's number for the account, never by its name or
e-mail address: those change hands.
"""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.connections import accounts, signing_in
from importer.connections.signing_in import Begun
from importer.database import db
from importer.errors import NotConnected, RepofolioError
from importer.forges.base import Grant
from importer.forges.github.oauth import refused
from importer.gate import stepped_out
from importer.models import User
from importer.tasks import toolbox
from importer.web import first_password, forge_way, joining, sessions
from importer.web.blueprint import web
from importer.web.local_path import local_path

SIGN_IN = "sign in"


@web.post("/sign-in/github")
def sign_in_with_forge() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("web.home"), code=303)
    target = local_path(request.form.get("next"), otherwise="")
    try:
        return forge_way.leave({"to": SIGN_IN, "next": target[:500]})
    except RepofolioError as error:
        return sessions.form_page(error), error.http_status


def finish(state: str) -> ResponseReturnValue:
    """The person is back from GitHub with a code, or an error."""
    db.session.commit()
    try:
        begun = forge_way.come_back(state)
    except RepofolioError as error:
        if current_user.is_authenticated:
            raise
        return sessions.form_page(error), error.http_status
    if begun.wanted["to"] == joining.JOIN:
        return joining.finish(begun, _grant)
    if begun.wanted["to"] == first_password.CONFIRM:
        return first_password.finish(begun, _grant)
    try:
        user = _owner(begun)
    except RepofolioError as error:
        return sessions.form_page(error), error.http_status
    return sessions.enter(user, target=begun.wanted["next"])


def _grant(begun: Begun) -> Grant:
    """What GitHub gives for the code of its answer; to be called outside the gate.

    :raises NotConnected: it gives nothing, or the person declined.
    """
    if error := request.args.get("error"):
        raise refused(error)
    code = request.args.get("code", "")
    return signing_in.finish(toolbox().connector, begun, code, forge_way.callback())


def _owner(begun: Begun) -> User:
    connector = toolbox().connector
    with stepped_out():
        identity = accounts.recognise(connector, _grant(begun))
    account = accounts.by_identity(db.session(), connector.forge.host, identity.forge_user_id)
    if account is None:
        raise NotConnected(
            f"No account here is connected with {identity.login} at GitHub.",
            suggestion="Sign in with your password, and connect it under Settings, Connections.",
        )
    return db.session.get_one(User, account.user_id)
