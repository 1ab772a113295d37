"""After the password: the code, for those who want to be asked for one."""

import time

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from importer.accounts import second_factor
from importer.database import db
from importer.errors import TooManyAttempts
from importer.models import User
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form
from importer.web.local_path import local_path
from importer.web.sessions import HALF, begin_session

GOOD_FOR_SECONDS = 300


class CodeForm(Form):
    code = StringField("Code")


@web.get("/sign-in/code")
def second_step() -> ResponseReturnValue:
    if _half() is None:
        return redirect(url_for("web.sign_in"))
    return render_template("second_step.html", form=CodeForm(formdata=None))


@web.post("/sign-in/code")
def second_step_now() -> ResponseReturnValue:
    half = _half()
    if half is None:
        return redirect(url_for("web.sign_in"), code=303)
    user, remember, target = half
    form = CodeForm()
    try:
        is_right = second_factor.check(user, form.code.data or "", caller())
    except TooManyAttempts as error:
        form.code.errors = [error.message]
        return render_template("second_step.html", form=form), error.http_status
    if not is_right:
        form.code.errors = ["That code is not right, or has been used."]
        return render_template("second_step.html", form=form), 401
    begin_session(user, remember=remember)
    return redirect(local_path(target, otherwise=url_for("web.home")), code=303)


def _half() -> tuple[User, bool, str] | None:
    """Who has given their password a moment ago, in this browser."""
    kept = session.get(HALF)
    if not kept or time.time() - kept[2] > GOOD_FOR_SECONDS:
        return None
    user = db.session.get(User, kept[0])
    # A new password meanwhile ends this as well.
    if user is None or user.session_epoch != kept[1]:
        return None
    return user, bool(kept[3]), str(kept[4])
