"""Looking at a page before there is one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.database import db
from importer.errors import NotFound, RepofolioError
from importer.models import ImportJob, JobKind, JobState
from importer.web.add import form_page
from importer.web.blueprint import web
from importer.web.following import follow
from importer.web.forms import AddForm
from importer.web.guards import signed_in
from importer.web.project_view import ProjectView
from importer.web.provenance import origins
from importer.web.remedies import project_url
from importer.workflow import previewing, status


@web.post("/projects/previews")
@signed_in
def preview_project() -> ResponseReturnValue:
    """Begin a preview of what the form of ``/projects/add`` names."""
    form = AddForm()
    try:
        job = tasks.preview(
            current_user,
            form.address.data or "",
            is_showcase=bool(form.is_showcase.data),
            is_private=not form.is_public.data,
        )
    except RepofolioError as error:
        return form_page(form, error), error.http_status
    follow(job)
    return redirect(url_for("web.import_page", public_id=job.public_id), code=303)


@web.get("/imports/<public_id>/preview")
@signed_in
def preview_page(public_id: str) -> ResponseReturnValue:
    """The page that would be, with what it cost and whether there is one already."""
    job = _owned_or_404(public_id)
    shown = previewing.find(db.session(), job)
    if shown is None:
        raise NotFound(previewing.EXPIRED, suggestion="Look at your projects, or preview it again.")
    view = ProjectView(shown.project)
    return render_template(
        "preview.html",
        job=job,
        preview=shown,
        duplicate_url=project_url(shown.duplicate),
        project=shown.project,
        view=view,
        origins=origins(view),
        owner=current_user,
        is_owner=False,
    )


@web.post("/imports/<public_id>/publication")
@signed_in
def publish_preview(public_id: str) -> ResponseReturnValue:
    """Import what was previewed, as it was fetched."""
    project = tasks.publish_preview(
        _owned_or_404(public_id),
        is_public="is_public" in request.form,
        is_showcase="is_showcase" in request.form,
    )
    return redirect(project_url(project), code=303)


def preview_url(job: ImportJob) -> str:
    """Where the preview that ``job`` brought can be looked at; empty for other jobs."""
    if job.kind != JobKind.PREVIEW or job.state != JobState.SUCCEEDED or job.project_id:
        return ""
    return url_for("web.preview_page", public_id=job.public_id)


def _owned_or_404(public_id: str) -> ImportJob:
    job = status.owned(db.session(), current_user, public_id)
    if job is None or job.user_id != current_user.id:
        raise NotFound("There is no such preview, or it is not yours.")
    return job
