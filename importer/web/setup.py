"""The first visit, which makes the administrator, and sign-up for everybody else."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from importer.accounts import users
from importer.errors import Forbidden, InvalidInput, NotFound
from importer.gate import stepped_out
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.forms import AccountForm, blame
from importer.web.sessions import begin_session


@web.route("/setup", methods=["GET", "POST"])
def setup() -> ResponseReturnValue:
    """Make the administrator; there is no such page once there is one."""
    if users.any_exist():
        raise NotFound("This instance has been set up already.", suggestion="Sign in instead.")
    return _make_account("setup.html", is_founder=True)


@web.route("/signup", methods=["GET", "POST"])
def signup() -> ResponseReturnValue:
    """Make an ordinary account, where the administrator lets people."""
    if not users.any_exist():
        return redirect(url_for("web.setup"))
    if toolbox().settings.signup != "open":
        raise Forbidden(
            "Sign-up is closed here.", suggestion="Ask the administrator for an account."
        )
    return _make_account("signup.html", is_founder=False)


def _make_account(template: str, *, is_founder: bool) -> ResponseReturnValue:
    form = AccountForm()
    if not form.is_submitted() or not form.validate():
        return render_template(template, form=form)
    try:
        with stepped_out():
            user = users.create(
                form.username.data or "",
                form.email.data or "",
                form.password.data or "",
                is_founder=is_founder,
            )
    except InvalidInput as error:
        blame(form, error)
        return render_template(template, form=form), error.http_status
    begin_session(user)
    return redirect(url_for("web.home"), code=303)
