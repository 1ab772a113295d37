"""Editing a page where it is read: one field at a time, as forms that need no script.

With htmx a field's display and its form take each other's place; without it the same forms stand
on a page of their own.
"""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer.analysis.categories import CATEGORIES
from importer.errors import InvalidInput, NotFound
from importer.models import Project
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.heroes import Picture, imported_hero, pictures
from importer.web.hosted_images import HostedImages
from importer.web.project_refresh import changes_shown
from importer.web.project_settings import owned_or_404
from importer.web.project_view import ProjectView
from importer.web.remedies import project_url
from importer.workflow import edits
from importer.workflow.sections import BY_NAME, arrangement


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field as its form shows it.

    :param value: what stands in it now.
    :param imported: what it would go back to.
    :param error: why what was sent is not acceptable.
    """

    field: str
    value: Any
    imported: Any
    is_edited: bool
    error: str = ""


FIELDS = ("title", "description", "quote", "categories", "topics", "hero")
"""Those with a form of one shape; the sections have one of their own."""


@web.get("/projects/<int:project_id>/edit")
@signed_in
def edit_project(project_id: int) -> ResponseReturnValue:
    """All forms on one page."""
    return _page(owned_or_404(project_id))


@web.get("/projects/<int:project_id>/fields/<field>/form")
@signed_in
def field_form(project_id: int, field: str) -> ResponseReturnValue:
    """One form, to take the place of what it edits."""
    project = owned_or_404(project_id)
    _require(field)
    if not request.headers.get("HX-Request"):
        return redirect(_edit_page(project, field))
    return _form(project, _field(project, field))


@web.get("/projects/<int:project_id>/fields/<field>")
@signed_in
def field_shown(project_id: int, field: str) -> ResponseReturnValue:
    """What the form stood in place of, again."""
    project = owned_or_404(project_id)
    _require(field)
    if not request.headers.get("HX-Request"):
        return redirect(project_url(project))
    return _display(project, field)


@web.post("/projects/<int:project_id>/fields/<field>")
@signed_in
def change_field(project_id: int, field: str) -> ResponseReturnValue:
    project = owned_or_404(project_id)
    _require(field)
    sent = None if "restore" in request.form else _sent(field)
    try:
        edits.change(project, {field: sent})
    except InvalidInput as error:
        return _refused(project, field, sent, error)
    if request.headers.get("HX-Request"):
        return _display(project, field)
    return redirect(project_url(project), code=303)


@web.post("/projects/<int:project_id>/sections")
@signed_in
def arrange_sections(project_id: int) -> ResponseReturnValue:
    """Every button of this form saves the whole of it; those with arrows move one section."""
    project = owned_or_404(project_id)
    if "restore" in request.form:
        edits.change(project, {"sections": None})
        return redirect(_edit_page(project, "sections"), code=303)
    shown = request.form.getlist("shown")
    wanted = arrangement(
        {
            "order": request.form.getlist("order"),
            "hidden": [name for name in BY_NAME if name not in shown],
        }
    )
    direction, _, name = request.form.get("move", "").partition(":")
    is_move = name in BY_NAME
    if is_move:
        wanted = wanted.moved(name, up=direction == "up")
    edits.change(project, {"sections": wanted.to_json()})
    target = _edit_page(project, "sections") if is_move else project_url(project)
    return redirect(target, code=303)


def _sent(field: str) -> Any:
    match field:
        case "categories":
            return request.form.getlist("categories")
        case "topics":
            return request.form.get("topics", "").split(",")
        case _:
            return request.form.get(field, "")


def _refused(project: Project, field: str, sent: Any, error: InvalidInput) -> tuple[str, int]:
    said = f"{error.message} {error.suggestion}"
    refused = _field(project, field, sent, said)
    if request.headers.get("HX-Request"):
        return _form(project, refused), error.http_status
    return _page(project, refused), error.http_status


def _field(project: Project, field: str, sent: Any = None, error: str = "") -> FieldForm:
    edited = project.edits or {}
    imported = edits.imported_values(project.path, project.analysis or {})[field]
    if field == "hero":
        imported = imported_hero(HostedImages(project))
    value = edited.get(field, imported) if sent is None else sent
    return FieldForm(field, value, imported, field in edited, error)


def _page(project: Project, refused: FieldForm | None = None) -> str:
    fields = [
        refused if refused and refused.field == field else _field(project, field)
        for field in FIELDS
    ]
    return render_template(
        "edit.html",
        project=project,
        view=ProjectView(project),
        project_url=project_url(project),
        refreshed=changes_shown(project),
        fields=fields,
        **_choices(project),
    )


def _form(project: Project, field: FieldForm) -> str:
    return render_template(
        "partials/_field_form.html", project=project, form=field, in_place=True, **_choices(project)
    )


def _display(project: Project, field: str) -> str:
    return render_template(
        f"partials/_field_{field}.html",
        project=project,
        owner=current_user,
        view=ProjectView(project),
        is_owner=True,
        is_fresh=True,
    )


def _choices(project: Project) -> dict[str, Any]:
    offered: list[Picture] = pictures(HostedImages(project))
    return {"all_categories": CATEGORIES, "pictures": offered}


def _edit_page(project: Project, field: str) -> str:
    return url_for("web.edit_project", project_id=project.id, _anchor=f"edit-{field}")


def _require(field: str) -> None:
    if field not in FIELDS:
        raise NotFound("The page has no such field.")
