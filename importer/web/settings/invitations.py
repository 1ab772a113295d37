"""Whom one lets in; for administrators."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import EmailField

from importer import tasks
from importer.accounts import invitations
from importer.database import db
from importer.errors import InvalidInput, NotFound
from importer.web.blueprint import web
from importer.web.forms import Form, blame
from importer.web.guards import administrators_only, signed_in


class InvitationForm(Form):
    email = EmailField("E-mail (optional)")


@web.get("/settings/invitations")
@signed_in
@administrators_only
def invitation_settings() -> ResponseReturnValue:
    return _page(InvitationForm(formdata=None))


@web.post("/settings/invitations")
@signed_in
@administrators_only
def invite() -> ResponseReturnValue:
    """Make one; its link stands on this one answer and nowhere else."""
    form = InvitationForm()
    email = form.email.data or ""
    try:
        link = tasks.invite(current_user._get_current_object(), email)
    except InvalidInput as error:
        blame(form, error)
        return _page(form), error.http_status
    return _page(InvitationForm(formdata=None), link=link, email=email)


@web.post("/settings/invitations/<row:invitation_id>/withdrawal")
@signed_in
@administrators_only
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    if not invitations.withdraw(current_user, invitation_id):
        raise NotFound("There is no such invitation any more.")
    flash("That invitation is worth nothing any more.")
    return redirect(url_for("web.invitation_settings"), code=303)


def _page(form: InvitationForm, *, link: str = "", email: str = "") -> str:
    settings = tasks.toolbox().settings
    return render_template(
        "settings/invitations.html",
        form=form,
        link=link,
        email=email,
        invitations=invitations.open_ones(db.session()),
        signup=settings.signup,
        mail_is_on=settings.mail_is_on,
    )
