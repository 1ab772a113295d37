"""The first visit, which makes the administrator, and sign-up for everybody else."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from importer.accounts import users
from importer.errors import Forbidden, InvalidInput, NotFound
from importer.gate import stepped_out
from importer.models import User
from importer.tasks import sign_up, toolbox
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import AccountForm, blame
from importer.web.sessions import enter


@web.route("/setup", methods=["GET", "POST"])
def setup() -> ResponseReturnValue:
    """Make the administrator; there is no such page once there is one."""
    if users.any_exist():
        raise NotFound("This instance has been set up already.", suggestion="Sign in instead.")
    return _make_account("setup.html", lambda *fields: users.create(*fields, is_founder=True))


@web.route("/signup", methods=["GET", "POST"])
def signup() -> ResponseReturnValue:
    """Make an ordinary account, where the administrator lets people."""
    if not users.any_exist():
        return redirect(url_for("web.setup"))
    policy = toolbox().settings.signup
    if policy == "invite":
        raise Forbidden(
            "Accounts are by invitation here.", suggestion="Ask the administrator for a link."
        )
    if policy != "open":
        raise Forbidden(
            "Sign-up is closed here.", suggestion="Ask the administrator for an account."
        )
    return _make_account(
        "signup.html", lambda name, email, password: sign_up(name, email, password, caller())
    )


def _make_account(template: str, make: Callable[[str, str, str], User]) -> ResponseReturnValue:
    form = AccountForm()
    with_forge = toolbox().forges.oauth.has_web_flow
    if not form.is_submitted() or not form.validate():
        return render_template(template, form=form, with_forge=with_forge)
    try:
        with stepped_out():
            user = make(form.username.data or "", form.email.data or "", form.password.data or "")
    except InvalidInput as error:
        blame(form, error)
        page = render_template(template, form=form, with_forge=with_forge)
        return page, error.http_status
    return enter(user)
