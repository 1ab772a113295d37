"""Who administers: asked about once more, and with the password, before it changes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from importer.accounts import credentials, roles
from importer.errors import InvalidInput
from importer.gate import stepped_out
from importer.models import User
from importer.web.admin_queues import person_or_404
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form, blame
from importer.web.guards import administrators_only, signed_in


class RoleForm(Form):
    proof = PasswordField("Your password")


@web.get("/admin/people/<int:user_id>/role")
@signed_in
@administrators_only
def role_form(user_id: int) -> ResponseReturnValue:
    person = person_or_404(user_id)
    return _page(RoleForm(formdata=None), person, is_admin=not person.is_admin)


@web.post("/admin/people/<int:user_id>/role")
@signed_in
@administrators_only
def change_role(user_id: int) -> ResponseReturnValue:
    """:raises InvalidInput: there would be no administrator left."""
    person = person_or_404(user_id)
    is_admin = request.form.get("role") == "administrator"
    form = RoleForm()
    actor = current_user._get_current_object()
    try:
        with stepped_out():
            credentials.require_password(actor, form.proof.data or "", field="proof")
    except InvalidInput as error:
        blame(form, error)
        return _page(form, person, is_admin=is_admin), error.http_status
    roles.change(person, is_admin=is_admin, actor=actor, address=caller().address)
    flash(f"{person.username} is {'an administrator' if is_admin else 'a member'} now.")
    if person.id == actor.id and not is_admin:
        # The page is not theirs any more.
        return redirect(url_for("web.home"), code=303)
    return redirect(url_for("web.admin", _anchor="people"), code=303)


def _page(form: RoleForm, person: User, *, is_admin: bool) -> str:
    return render_template("role.html", form=form, person=person, is_admin=is_admin)
