"""Pages that a link leads to: a new password, a confirmed address, an invitation.

Opening such a link changes nothing: mail programs open links to look at them. A button does.
"""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import EmailField, PasswordField, StringField

from importer import tasks
from importer.accounts import invitations, links, recovery
from importer.errors import Forbidden, InvalidInput, TooManyAttempts
from importer.gate import stepped_out
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import AccountForm, Form, blame
from importer.web.sessions import begin_session


class ForgottenForm(Form):
    name = StringField("Name or e-mail")


class NewPasswordForm(Form):
    password = PasswordField("New password")


@web.route("/sign-in/forgotten", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Ask for a link; the answer is the same for every name."""
    form = ForgottenForm()
    mail_is_on = tasks.toolbox().settings.mail_is_on
    if not form.is_submitted() or not mail_is_on:
        return render_template("forgotten.html", form=form, mail_is_on=mail_is_on)
    try:
        tasks.ask_for_reset(form.name.data or "", caller())
    except TooManyAttempts as error:
        form.name.errors = [error.message]
        page = render_template("forgotten.html", form=form, mail_is_on=True)
        return page, error.http_status
    return render_template("forgotten.html", form=form, mail_is_on=True, is_sent=True)


@web.route("/sign-in/reset/<token>", methods=["GET", "POST"])
def reset_password(token: str) -> ResponseReturnValue:
    """:raises LinkSpent: it does not fit (any more)."""
    user = links.open_reset(token)
    form = NewPasswordForm()
    if not form.is_submitted():
        return render_template("reset.html", form=form, username=user.username)
    try:
        with stepped_out():
            recovery.reset_password(token, form.password.data or "", caller())
    except InvalidInput as error:
        blame(form, error)
        page = render_template("reset.html", form=form, username=user.username)
        return page, error.http_status
    flash("Your new password is set. Sign in with it.")
    return redirect(url_for("web.sign_in"), code=303)


@web.route("/signup/confirm/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """:raises LinkSpent: it does not fit (any more)."""
    found = links.open_confirmation(token)
    form = Form()
    if not form.is_submitted():
        return render_template("confirm.html", email=found.email, username=found.user.username)
    tasks.confirm_email(token, caller())
    flash("Your e-mail address is confirmed.")
    is_here = current_user.is_authenticated
    return redirect(url_for("web.settings" if is_here else "web.sign_in"), code=303)


class InvitedForm(AccountForm):
    email = EmailField("E-mail")


@web.route("/invitations/<token>", methods=["GET", "POST"])
def accept_invitation(token: str) -> ResponseReturnValue:
    """:raises LinkSpent: it was used, withdrawn, or has expired."""
    invitation = invitations.find(token)
    if tasks.toolbox().settings.signup == "closed":
        raise Forbidden("Sign-up is closed here.", suggestion="Ask the administrator about it.")
    form = InvitedForm()
    shown = {"token": token, "with_forge": tasks.toolbox().forges.oauth.has_web_flow}
    if not form.is_submitted():
        form.email.data = invitation.email
        return render_template("invitation.html", form=form, **shown)
    try:
        with stepped_out():
            user = tasks.accept(
                invitation,
                form.username.data or "",
                form.email.data or "",
                form.password.data or "",
            )
    except InvalidInput as error:
        blame(form, error)
        return render_template("invitation.html", form=form, **shown), error.http_status
    begin_session(user)
    return redirect(url_for("web.home"), code=303)
