"""Switching the second factor on and off."""

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField, StringField

from importer.accounts import credentials, second_factor
from importer.database import db
from importer.errors import InvalidInput, TooManyAttempts
from importer.gate import stepped_out
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form, blame
from importer.web.guards import signed_in


class ProofForm(Form):
    proof = PasswordField("Your password")


class FirstCodeForm(Form):
    code = StringField("Code shown by the app")


class BothForm(Form):
    proof = PasswordField("Your password")
    code = StringField("Code, or a recovery code")


@web.get("/settings/second-factor")
@signed_in
def second_factor_settings() -> ResponseReturnValue:
    return _page()


@web.post("/settings/second-factor/secret")
@signed_in
def prepare_second_factor() -> ResponseReturnValue:
    form = ProofForm()
    try:
        with stepped_out():
            credentials.require_password(current_user, form.proof.data or "", field="proof")
        second_factor.prepare(current_user)
    except InvalidInput as error:
        blame(form, error)
        return _page(proof_form=form), error.http_status
    return redirect(url_for("web.second_factor_settings"), code=303)


@web.post("/settings/second-factor/on")
@signed_in
def switch_second_factor_on() -> ResponseReturnValue:
    """The recovery codes stand on this one answer and nowhere else."""
    form = FirstCodeForm()
    try:
        codes = second_factor.switch_on(current_user, form.code.data or "", caller())
    except InvalidInput as error:
        blame(form, error)
        return _page(code_form=form), error.http_status
    except TooManyAttempts as error:
        form.code.errors = [error.message]
        return _page(code_form=form), error.http_status
    return _page(codes=codes)


@web.post("/settings/second-factor/codes")
@signed_in
def renew_recovery_codes() -> ResponseReturnValue:
    form = BothForm()
    if refused := _refused(form):
        return refused
    return _page(codes=second_factor.renew_codes(current_user, caller()))


@web.post("/settings/second-factor/off")
@signed_in
def switch_second_factor_off() -> ResponseReturnValue:
    form = BothForm()
    if refused := _refused(form):
        return refused
    second_factor.switch_off(current_user, address=caller().address)
    flash("You are asked for the password alone from now on.")
    return redirect(url_for("web.second_factor_settings"), code=303)


def _refused(form: BothForm) -> ResponseReturnValue | None:
    """The page with what is wrong, unless password and code are right."""
    try:
        with stepped_out():
            credentials.require_password(current_user, form.proof.data or "", field="proof")
        if second_factor.check(current_user, form.code.data or "", caller()):
            return None
        form.code.errors = ["That code is not right, or has been used."]
        status = 400
    except InvalidInput as error:
        blame(form, error)
        status = error.http_status
    except TooManyAttempts as error:
        form.code.errors = [error.message]
        status = error.http_status
    return _page(both_form=form), status


def _page(
    *,
    proof_form: ProofForm | None = None,
    code_form: FirstCodeForm | None = None,
    both_form: BothForm | None = None,
    codes: list[str] | None = None,
) -> str:
    session = db.session()
    is_on = second_factor.is_on(session, current_user.id)
    prepared = None if is_on else second_factor.prepared(current_user)
    return render_template(
        "settings/second_factor.html",
        is_on=is_on,
        codes=codes,
        codes_left=second_factor.codes_left(session, current_user.id),
        secret=prepared[0] if prepared else "",
        picture=_picture(prepared[1]) if prepared else "",
        proof_form=proof_form or ProofForm(formdata=None),
        code_form=code_form or FirstCodeForm(formdata=None),
        both_form=both_form or BothForm(formdata=None),
    )


def _picture(address: str) -> str:
    """The address as a picture that a telephone reads, within the page's policy."""
    picture: str = segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    return picture
