"""Where one is signed in, and what happened to the account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import audit
from importer.accounts import sessions
from importer.database import db
from importer.errors import NotFound
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.guards import signed_in
from importer.web.sessions import forget_here


@web.get("/settings/security")
@signed_in
def security_settings() -> ResponseReturnValue:
    rows = sessions.of_user(db.session(), current_user)
    return render_template(
        "settings/security.html",
        sessions=[(row, sessions.is_this_one(current_user, row)) for row in rows],
        events=audit.of_user(db.session(), current_user.id),
        kinds=audit.KINDS,
        failures=audit.FAILURES,
    )


@web.post("/settings/sessions/<row:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    if not sessions.end(current_user, session_id, caller()):
        raise NotFound("There is no such session any more, or it is not yours.")
    flash("That session has ended.")
    return redirect(url_for("web.security_settings"), code=303)


@web.post("/settings/sessions/end")
@signed_in
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, this browser included."""
    sessions.end_all(current_user, caller())
    forget_here()
    return redirect(url_for("web.sign_in"), code=303)
