"""Taking one's data along, and leaving."""

import tempfile

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from importer import audit, tasks
from importer.accounts import export
from importer.clock import now
from importer.database import writing
from importer.errors import InvalidInput
from importer.gate import stepped_out
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.forms import Form, blame
from importer.web.guards import signed_in
from importer.web.sessions import forget_here

# Bytes kept in memory before the archive goes to a file that has no name.
_IN_MEMORY = 4 * 1024 * 1024


class LeaveForm(Form):
    proof = PasswordField("Your password")


@web.get("/settings/account")
@signed_in
def account_settings() -> ResponseReturnValue:
    return render_template("settings/account.html", form=LeaveForm(formdata=None))


@web.post("/settings/account/download")
@signed_in
def download_data() -> ResponseReturnValue:
    with writing() as session:
        audit.record(session, current_user.id, "data_downloaded", address=caller().address)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with stepped_out():
        export.write_archive(current_user, file)
    file.seek(0)
    name = f"repofolio-{current_user.username}-{now():%Y-%m-%d}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


@web.post("/settings/account/deletion")
@signed_in
def delete_account() -> ResponseReturnValue:
    form = LeaveForm()
    try:
        with stepped_out():
            tasks.leave(current_user._get_current_object(), form.proof.data or "")
    except InvalidInput as error:
        blame(form, error)
        return render_template("settings/account.html", form=form), error.http_status
    forget_here()
    flash("Your account is deleted, with everything in it.")
    return redirect(url_for("web.sign_in"), code=303)
