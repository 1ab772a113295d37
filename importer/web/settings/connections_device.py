"""Connecting by a code that the person types at GitHub."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.connections import handshakes
from importer.database import db
from importer.errors import RepofolioError
from importer.gate import stepped_out
from importer.models import ForgeHandshake
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.settings import connections


@web.post("/settings/connections/device")
@signed_in
def connect_by_device() -> ResponseReturnValue:
    db.session.commit()
    try:
        with stepped_out():
            handshake = handshakes.begin_device(
                tasks.toolbox().connector,
                current_user.id,
                private=request.form.get("private") == "y",
            )
    except RepofolioError as error:
        return connections.page(error, failed="device"), error.http_status
    return redirect(url_for("web.device_code", public_id=handshake.public_id), code=303)


@web.get("/settings/connections/device/<public_id>")
@signed_in
def device_code(public_id: str) -> ResponseReturnValue:
    handshake = _mine(public_id)
    if handshake is None:
        # Connected meanwhile, by another tab, or given up.
        return redirect(url_for("web.connections"))
    return render_template("settings/device.html", handshake=handshake)


@web.post("/settings/connections/device/<public_id>")
@signed_in
def ask_device(public_id: str) -> ResponseReturnValue:
    """Whether the code was entered: asked by the page again and again, or by its button."""
    handshake = _mine(public_id)
    if handshake is None:
        return _go(url_for("web.connections"))
    db.session.commit()
    try:
        with stepped_out():
            account = handshakes.ask_device(tasks.toolbox().connector, handshake)
    except RepofolioError as error:
        if request.headers.get("HX-Request"):
            return render_template("settings/_device_over.html", error=error)
        return connections.page(error, failed="device"), error.http_status
    if account is not None:
        answer = connections.connected(account)
        return _go(url_for("web.connections")) if request.headers.get("HX-Request") else answer
    if request.headers.get("HX-Request"):
        return render_template("settings/_device.html", handshake=_mine(public_id) or handshake)
    return redirect(url_for("web.device_code", public_id=public_id), code=303)


def _mine(public_id: str) -> ForgeHandshake | None:
    return handshakes.device(db.session(), current_user.id, public_id)


def _go(target: str) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": target}
    return redirect(target, code=303)
