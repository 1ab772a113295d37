"""What the owner may do to a project: show it, put it first, delete it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.database import db
from importer.errors import NotFound
from importer.models import Project
from importer.web.blueprint import web
from importer.web.callers import caller
from importer.web.guards import signed_in
from importer.web.remedies import project_url
from importer.workflow import projects


@web.post("/projects/<int:project_id>/visibility")
@signed_in
def set_visibility(project_id: int) -> ResponseReturnValue:
    project = owned_or_404(project_id)
    is_public = request.form.get("visibility") == "public"
    projects.set_visibility(project, is_public=is_public, address=caller().address)
    return redirect(project_url(project), code=303)


@web.post("/projects/<int:project_id>/showcase")
@signed_in
def set_showcase(project_id: int) -> ResponseReturnValue:
    project = owned_or_404(project_id)
    projects.set_showcase(project, is_showcase=request.form.get("showcase") == "yes")
    return redirect(project_url(project), code=303)


@web.get("/projects/<int:project_id>/delete")
@signed_in
def confirm_deletion(project_id: int) -> ResponseReturnValue:
    project = owned_or_404(project_id)
    return render_template("delete.html", project=project, project_url=project_url(project))


@web.post("/projects/<int:project_id>/delete")
@signed_in
def delete_project(project_id: int) -> ResponseReturnValue:
    projects.delete(owned_or_404(project_id))
    return redirect(url_for("web.portfolio", username=current_user.username), code=303)


def owned_or_404(project_id: int) -> Project:
    project = projects.owned(db.session(), current_user.id, project_id)
    if project is None:
        raise NotFound("There is no such project, or it is not yours.")
    return project
