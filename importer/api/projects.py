"""The caller's own projects: list, read, edit, refresh, delete."""

from typing import Any

from flask import Response, jsonify, request, url_for

from importer import tasks
from importer.api.asked import body, query
from importer.api.blueprint import api, caller, needs
from importer.api.operations import describe
from importer.api.schemas import (
    ImportStarted,
    ProjectAnswer,
    ProjectDeleted,
    ProjectEdit,
    ProjectList,
    ProjectListQuery,
    ProjectQuery,
)
from importer.database import db
from importer.errors import ImportInProgress, NotFound, TooManyImports
from importer.models import Project, Scope
from importer.workflow import edits, exporting, portfolio, projects
from importer.workflow.portfolio import Wanted


@api.get("/projects/", strict_slashes=False)
@describe("Projects", {200: ProjectList}, query=ProjectListQuery)
def project_list() -> Response:
    """List your projects, in the order of your portfolio."""
    asked = query(ProjectListQuery)
    wanted = Wanted(asked.q, asked.category, asked.topic, asked.language)
    rows = projects.of_user(db.session(), caller(), viewer_id=caller().id)
    found = portfolio.matching(rows, wanted)
    last = asked.page * asked.per_page
    return jsonify(
        {
            "success": True,
            "total": len(found),
            "page": asked.page,
            "per_page": asked.per_page,
            "projects": [
                exporting.summary(project, caller())
                for project in found[last - asked.per_page : last]
            ],
        }
    )


@api.get("/projects/<int:project_id>/", strict_slashes=False)
@describe("Projects", {200: ProjectAnswer}, query=ProjectQuery, errors=(NotFound,))
def project(project_id: int) -> Response:
    """Read a project's page as data."""
    return _answer(_owned_or_404(project_id))


@api.patch("/projects/<int:project_id>/", strict_slashes=False)
@describe(
    "Projects",
    {200: ProjectAnswer},
    body=ProjectEdit,
    query=ProjectQuery,
    errors=(NotFound,),
)
def edit_project(project_id: int) -> Response:
    """Edit a project's page.

    Fields that are not sent stay as they are; null takes an edit back.
    """
    found = _owned_or_404(project_id)
    asked = body(ProjectEdit)
    edits.change(found, asked.fields, **asked.switches, address=request.remote_addr or "")
    return _answer(_owned_or_404(project_id))


@api.delete("/projects/<int:project_id>/", strict_slashes=False)
@describe("Projects", {200: ProjectDeleted}, errors=(NotFound,))
def delete_project(project_id: int) -> Response:
    """Delete a project's page.

    The repository itself is not touched.
    """
    found = _owned_or_404(project_id)
    projects.delete(found)
    return jsonify({"success": True, "message": f"The page of {found.path} has been deleted."})


@api.post("/projects/<int:project_id>/refresh/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe("Projects", {202: ImportStarted}, errors=(NotFound, ImportInProgress, TooManyImports))
def refresh_project(project_id: int) -> tuple[Response, int]:
    """Start bringing a project up to date.

    It is a task as an import is; edits stay.
    """
    job = tasks.refresh(_owned_or_404(project_id))
    started = {
        "task_id": job.public_id,
        "status_url": url_for("api.task_status", public_id=job.public_id),
        "message": "Refresh started…",
        "platform": job.forge,
    }
    return jsonify({"success": True, **started, "data": started}), 202


def _answer(found: Project) -> Response:
    said: dict[str, Any] = exporting.for_owner(found, caller())
    if query(ProjectQuery).readme:
        said["readmes"] = exporting.whole(found, caller())["readmes"]
    return jsonify({"success": True, "project": said})


def _owned_or_404(project_id: int) -> Project:
    found = projects.owned(db.session(), caller().id, project_id)
    if found is None:
        raise NotFound("There is no such project, or it is not yours.")
    return found
