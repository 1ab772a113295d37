"""The project page."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.web.blueprint import web
from importer.web.project_refresh import changes_shown
from importer.web.project_view import ProjectView
from importer.web.provenance import origins
from importer.web.sharing import shared
from importer.workflow import projects


@web.get("/<username>/<slug>")
def project_page(username: str, slug: str) -> ResponseReturnValue:
    """A private page of somebody else is answered like one that does not exist."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    found = projects.visible(db.session(), username, slug, viewer_id=viewer_id, with_readmes=True)
    if found is None:
        raise NotFound("There is no such project, or it is private.")
    project, owner = found
    view = ProjectView(project)
    return render_template(
        "project.html",
        view=view,
        origins=origins(view),
        shared=shared(project, owner) if project.is_public else None,
        project=project,
        owner=owner,
        is_owner=viewer_id == owner.id,
        refreshed=changes_shown(project) if viewer_id == owner.id else None,
    )
