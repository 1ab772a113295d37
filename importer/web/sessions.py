"""Signing in and out."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from importer.accounts import users
from importer.database import db
from importer.gate import stepped_out
from importer.models import User
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.forms import SignInForm
from importer.web.local_path import local_path

# The same words for an unknown name and a wrong password: neither tells who has an account.
REFUSED = "Name and password do not match."


def begin_session(user: User, *, remember: bool = False) -> None:
    """Sign ``user`` in, in a new session: nothing planted before survives (session fixation)."""
    session.clear()
    login_user(user, remember=remember)


def renew_session() -> None:
    """Go on in a new session after what ended all of the person's, this one included."""
    db.session.refresh(current_user)
    begin_session(current_user._get_current_object(), remember="remember_token" in request.cookies)


@web.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(_destination(request.args.get("next")))
    if not users.any_exist():
        return redirect(url_for("web.setup"))
    return _page(SignInForm(next=request.args.get("next", "")))


@web.post("/sign-in")
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    with stepped_out():
        user = users.authenticate(form.name.data or "", form.password.data or "")
    if user is None:
        form.password.errors = [REFUSED]
        return _page(form), 401
    begin_session(user, remember=bool(form.remember.data))
    return redirect(_destination(form.next.data), code=303)


@web.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    logout_user()
    # logout_user asks for the remembering cookie to go by a mark in the session; keep that alone.
    mark = session.get("_remember")
    session.clear()
    if mark:
        session["_remember"] = mark
    return redirect(url_for("web.sign_in"), code=303)


def _page(form: SignInForm) -> str:
    return render_template(
        "sign_in.html", form=form, signup_open=toolbox().settings.signup == "open"
    )


def _destination(target: str | None) -> str:
    return local_path(target, otherwise=url_for("web.home"))
