"""A project in one small picture, for lists of projects."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.web.blueprint import web
from importer.web.cards import drawn
from importer.web.images import served
from importer.workflow import images, projects


@web.get("/projects/<int:project_id>/thumbnail")
def project_thumbnail(project_id: int) -> ResponseReturnValue:
    """Its picture made small, else its card; asked for anew each time, as either may change."""
    viewer_id = current_user.id if current_user.is_authenticated else None
    project = projects.by_id(db.session(), project_id, viewer_id=viewer_id)
    if project is None:
        raise NotFound("There is no such project, or it is private.")
    sha256 = images.thumbnail(db.session(), project)
    found = sha256 and images.visible(db.session(), project_id, sha256, viewer_id=viewer_id)
    if not found:
        return drawn(project)
    return served(found[0], "private, no-cache")
