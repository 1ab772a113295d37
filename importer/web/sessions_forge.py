"""Signing in with an account at GitHub, for people who connected it while they were signed in.

Whose session it becomes is decided by the forge's number for the account, never by its name or
e-mail address: those change hands. Nobody gets an account here this way.
"""

import hmac

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.connections import accounts, handshakes
from importer.database import db
from importer.errors import NotConnected, RepofolioError
from importer.forges.github.oauth import refused
from importer.gate import stepped_out
from importer.models import User
from importer.tasks import toolbox
from importer.web import sessions
from importer.web.blueprint import web
from importer.web.local_path import local_path

STATE, NEXT = "forge_sign_in", "forge_sign_in_next"


@web.post("/sign-in/github")
def sign_in_with_forge() -> ResponseReturnValue:
    """A page that leads on to GitHub, which says whose account it is and gives us nothing else."""
    if current_user.is_authenticated:
        return redirect(url_for("web.home"), code=303)
    db.session.commit()
    try:
        url, state = handshakes.begin_web(toolbox().connector, None, callback())
    except RepofolioError as error:
        return sessions.form_page(error), error.http_status
    session[STATE] = state
    session[NEXT] = local_path(request.form.get("next"), otherwise="")
    return render_template("sign_in_leaving.html", target=url)


def finish(state: str) -> ResponseReturnValue:
    """The person is back from GitHub with a code, or an error."""
    expected, target = session.pop(STATE, ""), session.pop(NEXT, "")
    db.session.commit()
    try:
        # Bound to the session that began: nobody is signed in by following somebody's link.
        if not state or not hmac.compare_digest(state.encode(), expected.encode()):
            raise handshakes.foreign()
        user = _owner(state)
    except RepofolioError as error:
        return sessions.form_page(error), error.http_status
    return sessions.enter(user, target=target)


def callback() -> str:
    """The one address registered at GitHub, for connecting and for signing in."""
    return url_for("web.oauth_callback", _external=True)


def _owner(state: str) -> User:
    connector = toolbox().connector
    if error := request.args.get("error"):
        if not handshakes.drop_web(None, state):
            raise handshakes.foreign()
        raise refused(error)
    with stepped_out():
        grant = handshakes.finish_web(
            connector, None, state, request.args.get("code", ""), callback()
        )
        identity = accounts.recognise(connector, grant)
    account = accounts.by_identity(db.session(), connector.forge.host, identity.forge_user_id)
    if account is None:
        raise NotConnected(
            f"No account here is connected with {identity.login} at GitHub.",
            suggestion="Sign in with your password, and connect it under Settings, Connections.",
        )
    return db.session.get_one(User, account.user_id)
