"""Signing in and out."""

import time

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from importer.accounts import second_factor, sessions, signing_in, users
from importer.clock import now
from importer.database import db
from importer.errors import RepofolioError, TooManyAttempts
from importer.gate import stepped_out
from importer.models import User
from importer.notifications import devices
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import SignInForm
from importer.web.local_path import local_path

# Who has given the password, and owes the code.
HALF = "half_signed_in"
# The same words for an unknown name and a wrong password: neither tells who has an account.
REFUSED = "Name and password do not match."


def begin_session(user: User, *, remember: bool = False) -> None:
    """Sign ``user`` in, in a new session: nothing planted before survives (session fixation)."""
    session.clear()
    sessions.begin(user, caller())
    login_user(user, remember=remember)


def enter(user: User, *, remember: bool = False, target: str | None = "") -> ResponseReturnValue:
    """Sign in whoever has shown to be ``user``, or ask for what is still missing.

    :param target: where they wanted to go.
    """
    if user.is_pending:
        return render_template("confirm_first.html", email=user.email)
    if second_factor.is_on(db.session(), user.id):
        session.clear()
        session[HALF] = [user.id, user.session_epoch, time.time(), remember, target or ""]
        return redirect(url_for("web.second_step"), code=303)
    begin_session(user, remember=remember)
    return redirect(_destination(target), code=303)


def renew_session() -> None:
    """Go on in a new session after what ended all of the person's, this one included."""
    db.session.refresh(current_user)
    is_remembered = current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies
    begin_session(current_user._get_current_object(), remember=is_remembered)


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
    try:
        with stepped_out():
            user = signing_in.check(form.name.data or "", form.password.data or "", caller())
    except TooManyAttempts as error:
        form.password.errors = [error.message]
        wait = max(1, round((error.retry_at - now()).total_seconds()))
        return _page(form), error.http_status, {"Retry-After": str(wait)}
    if user is None:
        form.password.errors = [REFUSED]
        return _page(form), 401
    return enter(user, remember=bool(form.remember.data), target=form.next.data)


@web.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        devices.forget(current_user.id, request.form.get("endpoint", ""))
        sessions.end_this(current_user, caller())
    forget_here()
    return redirect(url_for("web.sign_in"), code=303)


def forget_here() -> None:
    """Leave nothing of the session in this browser."""
    logout_user()
    # logout_user asks for the remembering cookie to go by a mark in the session; keep that alone.
    mark = session.get("_remember")
    session.clear()
    if mark:
        session["_remember"] = mark


def form_page(error: RepofolioError) -> str:
    """The page, with what went wrong on another way of signing in."""
    return _page(SignInForm(formdata=None), error)


def _page(form: SignInForm, error: RepofolioError | None = None) -> str:
    return render_template(
        "sign_in.html",
        form=form,
        error=error,
        signup_open=toolbox().settings.signup == "open",
        with_forge=toolbox().forges.oauth.has_web_flow,
    )


def _destination(target: str | None) -> str:
    return local_path(target, otherwise=url_for("web.home"))
