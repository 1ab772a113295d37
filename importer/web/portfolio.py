"""A person's projects on one page."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.accounts import users
from importer.database import db
from importer.errors import NotFound
from importer.web.blueprint import web
from importer.workflow import projects


@web.get("/<username>")
def portfolio(username: str) -> ResponseReturnValue:
    """What the visitor may see of it; the owner sees everything."""
    owner = users.by_name(username)
    if owner is None:
        raise NotFound("There is nobody of that name here.")
    viewer_id = current_user.id if current_user.is_authenticated else None
    return render_template(
        "portfolio.html",
        owner=owner,
        is_owner=viewer_id == owner.id,
        projects=projects.of_user(db.session(), owner, viewer_id=viewer_id),
    )
