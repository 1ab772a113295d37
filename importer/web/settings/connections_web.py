"""Connecting on GitHub's own page: there, and back with a state only this session knows."""

import hmac

from flask import render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.connections import accounts, handshakes
from importer.database import db
from importer.errors import RepofolioError
from importer.forges.github.oauth import refused
from importer.gate import stepped_out
from importer.models import ConnectionKind, ForgeAccount
from importer.web import forge_way, sessions_forge
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.settings import connections

_STATE = "forge_state"


@web.post("/settings/connections/web")
@signed_in
def connect_by_web() -> ResponseReturnValue:
    """A page that leads on to GitHub: a form must not be answered with another host's address,
    says our own content security policy."""
    db.session.commit()
    try:
        url, state = handshakes.begin_web(
            tasks.toolbox().connector,
            current_user.id,
            forge_way.callback(),
            private=request.form.get("private") == "y",
        )
    except RepofolioError as error:
        return connections.page(error, failed="web"), error.http_status
    forge_way.forget()
    session[_STATE] = state
    return render_template("settings/leaving.html", target=url)


@web.get("/oauth/github/callback")
def oauth_callback() -> ResponseReturnValue:
    """Where GitHub sends the person back to, with a code or an error: to connect, or to be
    recognised."""
    if not current_user.is_authenticated or forge_way.is_begun():
        return sessions_forge.finish(request.args.get("state", ""))
    db.session.commit()
    try:
        account = _finish(request.args.get("state", ""))
    except RepofolioError as error:
        return connections.page(error, failed="web"), error.http_status
    return connections.connected(account)


def _finish(state: str) -> ForgeAccount:
    expected = session.pop(_STATE, "")
    # The state is bound to the session that began: somebody else's answer connects nothing here.
    if not state or not hmac.compare_digest(state.encode(), expected.encode()):
        raise handshakes.foreign()
    connector = tasks.toolbox().connector
    if error := request.args.get("error"):
        if not handshakes.drop_web(current_user.id, state):
            raise handshakes.foreign()
        raise refused(error)
    user_id, code = current_user.id, request.args.get("code", "")
    with stepped_out():
        grant = handshakes.finish_web(connector, user_id, state, code, forge_way.callback())
        return accounts.connect(connector, user_id, grant, ConnectionKind.OAUTH)
