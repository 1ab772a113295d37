"""Bringing a project up to date, reading what changed, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from importer import tasks
from importer.database import db
from importer.models import Project
from importer.web.blueprint import web
from importer.web.following import follow
from importer.web.guards import signed_in
from importer.web.project_settings import owned_or_404
from importer.web.remedies import project_url
from importer.workflow import refreshing


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """:param yours: what the owner has put in its place; None where they have not."""

    label: str
    old: str
    new: str
    yours: str | None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What the last refresh changed."""

    at: datetime
    changes: list[ChangeShown]
    is_seen: bool


@web.post("/projects/<int:project_id>/refresh")
@signed_in
def refresh_project(project_id: int) -> ResponseReturnValue:
    job = tasks.refresh(owned_or_404(project_id))
    follow(job)
    return redirect(url_for("web.import_page", public_id=job.public_id), code=303)


@web.post("/projects/<int:project_id>/refresh/undoing")
@signed_in
def undo_refresh(project_id: int) -> ResponseReturnValue:
    """Put back what the last refresh replaced."""
    project = owned_or_404(project_id)
    refreshing.undo(project)
    return redirect(project_url(project), code=303)


@web.post("/projects/<int:project_id>/refresh/dismissal")
@signed_in
def dismiss_refresh(project_id: int) -> ResponseReturnValue:
    """Take the list of changes off the page."""
    project = owned_or_404(project_id)
    refreshing.dismiss(project)
    return redirect(project_url(project), code=303)


def changes_shown(project: Project) -> Refreshed | None:
    """For the owner's eyes; None where no refresh has changed anything."""
    revision = refreshing.last(db.session(), project)
    if revision is None:
        return None
    told = [_shown(change, project.edits or {}) for change in revision.changes]
    return Refreshed(revision.made_at, told, revision.is_seen)


def _shown(change: dict[str, Any], edits: dict[str, Any]) -> ChangeShown:
    edit = edits.get(change["field"])
    yours = ", ".join(edit) if isinstance(edit, list) else edit
    return ChangeShown(change["label"], change["old"], change["new"], yours)
