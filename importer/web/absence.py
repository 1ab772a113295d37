""" "Why isn't my repository here?": one cause and one link."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.connections.absence import Cause, Place, explain
from importer.database import db
from importer.errors import RepofolioError
from importer.gate import stepped_out
from importer.web import add, picker
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.remedies import Remedy

ANCHOR = "absence"


@web.post("/projects/add/absence")
@signed_in
def explain_absence() -> ResponseReturnValue:
    """The answer beneath the panel's field, or the whole page with it."""
    asked = request.form.get("missing", "").strip()[:500]
    cause, fix = _answer(asked)
    if request.headers.get("HX-Request"):
        return render_template("partials/_absence_answer.html", cause=cause, fix=fix)
    return add.form_page(cause=cause, fix=fix, missing=asked)


def _answer(asked: str) -> tuple[Cause, Remedy]:
    toolbox = tasks.toolbox()
    try:
        ref = toolbox.forges.parse(asked)
    except RepofolioError as error:
        said = f"{error.message} Give it as owner/name."
        return (
            Cause("NO_NAME", said, "", place=Place.LIST),
            Remedy("Search the list for it", _place(Place.LIST, asked)),
        )
    # The forge is asked: no transaction stays open, and no turn is taken.
    db.session.commit()
    with stepped_out():
        cause = explain(toolbox.connector, current_user.id, ref, picker.wish(request.form))
    href = cause.link or _place(cause.place or Place.LIST, cause.argument)
    return cause, Remedy(cause.label, href)


def _place(place: Place, argument: str) -> str:
    if place == Place.CONNECTIONS:
        return url_for("web.connections")
    if place == Place.ADDRESS:
        return url_for("web.add_project", address=argument)
    return url_for("web.add_project", q=argument or None, _anchor="repositories")
