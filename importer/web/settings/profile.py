"""Name, e-mail address and password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import EmailField, PasswordField

from importer import tasks
from importer.accounts import credentials
from importer.errors import InvalidInput
from importer.gate import stepped_out
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form, blame
from importer.web.guards import signed_in
from importer.web.sessions import renew_session


class EmailForm(Form):
    email = EmailField("E-mail")
    proof = PasswordField("Your password")


class PasswordForm(Form):
    current = PasswordField("Present password")
    password = PasswordField("New password")


@web.get("/settings")
@signed_in
def settings() -> ResponseReturnValue:
    return _page()


@web.post("/settings/email")
@signed_in
def change_email() -> ResponseReturnValue:
    form = EmailForm()
    try:
        with stepped_out():
            is_done = tasks.change_email(
                current_user._get_current_object(),
                form.proof.data or "",
                form.email.data or "",
                caller(),
            )
    except InvalidInput as error:
        blame(form, error)
        return _page(email_form=form), error.http_status
    if is_done:
        flash("Your e-mail address has been changed.")
    else:
        flash("Open the link we have sent to the new address; then it is yours.")
    return redirect(url_for("web.settings"), code=303)


@web.post("/settings/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change it, and go on in a new session; all others have ended."""
    form = PasswordForm()
    try:
        with stepped_out():
            credentials.change_password(
                current_user, form.current.data or "", form.password.data or "", caller()
            )
    except InvalidInput as error:
        blame(form, error)
        return _page(password_form=form), error.http_status
    renew_session()
    flash("Your password has been changed. Every other session of yours has ended.")
    return redirect(url_for("web.settings"), code=303)


def _page(*, email_form: EmailForm | None = None, password_form: PasswordForm | None = None) -> str:
    return render_template(
        "settings/profile.html",
        email_form=email_form or EmailForm(formdata=None, email=current_user.email),
        password_form=password_form or PasswordForm(formdata=None),
    )
