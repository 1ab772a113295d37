"""Adding a project: one field that takes any spelling of a repository's address."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.database import db
from importer.errors import ImportInProgress, MissingUrl, RepofolioError
from importer.models import ImportJob
from importer.snapshot import RepoRef
from importer.web import picker
from importer.web.blueprint import web
from importer.web.following import follow
from importer.web.forms import AddForm
from importer.web.guards import signed_in
from importer.web.remedies import project_url, remedy
from importer.workflow import duplicates, lease


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the text in the field was taken for.

    :param error: why it is no address, if it is none.
    :param project_url: of the project it was imported as already, or empty.
    :param running: the person's import that has to end first.
    """

    ref: RepoRef | None = None
    error: RepofolioError | None = None
    project_url: str = ""
    running: ImportJob | None = None


@web.get("/projects/add")
@signed_in
def add_project() -> ResponseReturnValue:
    """The form; ``?address=`` fills it in, for bookmarklets and links."""
    form = AddForm(formdata=None, address=request.args.get("address", "")[:500])
    return form_page(form)


@web.get("/projects/add/understanding")
@signed_in
def understanding() -> ResponseReturnValue:
    """The partial beneath the field, while it is being typed in."""
    return render_template(
        "partials/_understanding.html", understood=understand(request.args.get("address", ""))
    )


@web.post("/projects/add")
@signed_in
def add_project_now() -> ResponseReturnValue:
    form = AddForm()
    enter = tasks.add_to_queue if form.queue.data else tasks.submit
    try:
        job = enter(
            current_user,
            form.address.data or "",
            is_showcase=bool(form.is_showcase.data),
            is_private=not form.is_public.data,
        )
    except RepofolioError as error:
        return form_page(form, error), error.http_status
    follow(job)
    return redirect(url_for("web.import_page", public_id=job.public_id), code=303)


def understand(address: str) -> Understanding:
    """Say what ``address`` means and whether it can be imported now. Never raises."""
    try:
        ref = tasks.toolbox().forges.parse(address)
    except MissingUrl:
        return Understanding()
    except RepofolioError as error:
        return Understanding(error=error)
    session = db.session()
    project = duplicates.by_address(session, current_user.id, ref)
    if project:
        return Understanding(ref, project_url=project_url(project))
    return Understanding(ref, running=lease.holder(session, current_user.id))


def form_page(
    form: AddForm | None = None, error: RepofolioError | None = None, **answers: object
) -> str:
    """The page of the form, with what was wrong in the place of what it was taken for.

    :param answers: what the panel about missing repositories has to say.
    """
    form = form or AddForm(formdata=None)
    return render_template(
        "add.html",
        form=form,
        error=error,
        may_queue=type(error) is ImportInProgress,
        remedy=remedy(error) if error else None,
        understood=understand(form.address.data or "") if error is None else None,
        picker=picker.shown(),
        query=picker.query,
        **answers,
    )
