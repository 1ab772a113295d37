"""Tokens for scripts: what there are, making one, revoking one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField, SelectField, StringField

from importer.accounts import credentials, tokens
from importer.clock import now
from importer.database import db
from importer.errors import InvalidInput, NotFound
from importer.gate import stepped_out
from importer.models import Scope
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form, blame
from importer.web.guards import signed_in

SCOPES = {
    Scope.READ: ("Read", "Projects, imports and repositories, private ones included."),
    Scope.IMPORT: ("Import", "The same, and start, cancel and repeat imports."),
    Scope.MANAGE: ("Manage", "All of that, and edit and delete projects."),
}
LIVES = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "a year", "": "no end"}


class TokenForm(Form):
    name = StringField("What it is for")
    # What one leaves as it is should not be what can do the most harm.
    scope = SelectField("What it may do", default=Scope.READ.value, choices=list(Scope))
    days = SelectField("Good for", default="90", choices=list(LIVES))  # type: ignore[arg-type]
    proof = PasswordField("Your password")


@web.get("/settings/tokens")
@signed_in
def token_settings() -> ResponseReturnValue:
    return _page(TokenForm(formdata=None))


@web.post("/settings/tokens")
@signed_in
def make_token() -> ResponseReturnValue:
    """The token stands on this one answer and nowhere else."""
    form = TokenForm()
    if not form.validate():
        return _page(form), 400
    try:
        with stepped_out():
            credentials.require_password(current_user, form.proof.data or "", field="proof")
        token = tokens.issue(
            current_user._get_current_object(),
            form.name.data or "",
            Scope(form.scope.data),
            days=int(form.days.data) if form.days.data else None,
            address=caller().address,
        )
    except InvalidInput as error:
        blame(form, error)
        return _page(form), error.http_status
    return _page(TokenForm(formdata=None), token=token)


@web.post("/settings/tokens/<row:token_id>/revocation")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    if not tokens.revoke(current_user, token_id, address=caller().address):
        raise NotFound("There is no such token any more.")
    flash("That token is worth nothing any more.")
    return redirect(url_for("web.token_settings"), code=303)


def _page(form: TokenForm, *, token: str = "") -> str:
    return render_template(
        "settings/tokens.html",
        form=form,
        token=token,
        tokens=tokens.of_user(db.session(), current_user.id),
        scopes=SCOPES,
        lives=LIVES,
        moment=now(),
    )
