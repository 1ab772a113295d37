"""Making an account with GitHub: by invitation, or where sign-up is open.

Name and address are the person's own choice; GitHub only says that it is they who come back.
"""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.accounts import invitations, users
from importer.connections.signing_in import Begun
from importer.database import db
from importer.errors import InvalidInput, NotConnected, RepofolioError
from importer.forges.base import Grant
from importer.gate import stepped_out
from importer.tasks import Newcomer
from importer.web import forge_way, sessions
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import AccountForm, blame

JOIN = "join"


@web.post("/invitations/<token>/github")
def join_invited(token: str) -> ResponseReturnValue:
    """:raises LinkSpent: the invitation was used, withdrawn, or has expired."""
    return _begin(token)


@web.post("/signup/github")
def join_openly() -> ResponseReturnValue:
    """:raises Forbidden: sign-up is not open."""
    return _begin("")


def _begin(token: str) -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("web.home"), code=303)
    form = AccountForm()
    newcomer = Newcomer(token, (form.username.data or "").strip(), (form.email.data or "").strip())
    tasks.require_welcome(newcomer)
    try:
        # What would be refused on the way back is better said before the way there.
        users.require_free(newcomer.username, newcomer.email)
        if token:
            invitations.require_addressee(invitations.find(token), newcomer.email)
        return forge_way.leave(
            {"to": JOIN, "token": token, "name": newcomer.username, "email": newcomer.email}
        )
    except RepofolioError as error:
        return _page(newcomer, form, error), error.http_status


def finish(begun: Begun, grant: Callable[[Begun], Grant]) -> ResponseReturnValue:
    """Make the account, now that GitHub has said whose it is.

    :raises LinkSpent: the invitation was used, withdrawn, or has expired meanwhile.
    :raises Forbidden: sign-up was closed meanwhile.
    """
    newcomer = Newcomer(begun.wanted["token"], begun.wanted["name"], begun.wanted["email"])
    came_from = caller()
    db.session.commit()
    try:
        with stepped_out():
            user = tasks.join_with_forge(newcomer, grant(begun), came_from)
    except (InvalidInput, NotConnected) as error:
        form = AccountForm(formdata=None, username=newcomer.username, email=newcomer.email)
        return _page(newcomer, form, error), error.http_status
    return sessions.enter(user)


def _page(newcomer: Newcomer, form: AccountForm, error: RepofolioError) -> str:
    """The page they came from, with what was wrong."""
    if isinstance(error, InvalidInput):
        blame(form, error)
    return render_template(
        "invitation.html" if newcomer.token else "signup.html",
        form=form,
        token=newcomer.token,
        error=None if isinstance(error, InvalidInput) else error,
        with_forge=True,
        remedy=None,
    )
