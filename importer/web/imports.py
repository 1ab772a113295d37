"""One import while it runs and afterwards."""

import json
from collections.abc import Sequence
from datetime import datetime

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.clock import now
from importer.database import db
from importer.errors import NotFound
from importer.live.changes import Change, Topic
from importer.models import ImportJob, JobState
from importer.notifications import looking, toasts
from importer.web.back import back_to
from importer.web.blueprint import web
from importer.web.following import follow, has_arrived
from importer.web.guards import signed_in
from importer.web.previews import preview_url
from importer.web.remedies import project_url
from importer.web.streams import Part, asked_parts, stream
from importer.workflow import status

# People whose last look this process remembers.
MOST_NOTED = 10_000


@web.get("/imports/<public_id>")
@signed_in
def import_page(public_id: str) -> ResponseReturnValue:
    """The whole page: live while the import runs, its record afterwards."""
    view = status.view(db.session(), owned_or_404(public_id))
    page = project_url(view.project) or preview_url(view.job)
    _note_look(view.job)
    if not view.job.finished:
        follow(view.job)
    elif has_arrived(view.job) and view.job.state == JobState.SUCCEEDED and page:
        return redirect(page, code=303)
    answer = make_response(render_template("import.html", view=view, project_url=page))
    # Back must ask again: a stored copy would show an import running that has ended.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@web.get("/imports/<public_id>/progress")
@signed_in
def import_progress(public_id: str) -> ResponseReturnValue:
    """The part that htmx asks for again and again; its last answer asks for no more.

    204 for a page that has the present state before it, and says so with its mark.
    """
    if job := status.unmoved(db.session(), current_user, public_id, request.args.get("seen", "")):
        _note_look(job)
        return "", 204, {"Cache-Control": "no-store"}
    view = status.view(db.session(), owned_or_404(public_id))
    page = project_url(view.project) or preview_url(view.job)
    _note_look(view.job)
    answer = make_response(render_template("partials/_progress.html", view=view, project_url=page))
    answer.headers["Cache-Control"] = "no-store"
    if view.job.state == JobState.SUCCEEDED and page:
        has_arrived(view.job)
        # Not HX-Redirect: that adds to the history, and Back would lead to this page again.
        answer.headers["HX-Trigger"] = json.dumps({"import:succeeded": {"location": page}})
    return answer


@web.get("/imports/events")
@signed_in
def person_events() -> ResponseReturnValue:
    """What happens to the person's imports, as the parts that the page has asked for."""
    return stream(Topic(user_id=current_user.id), asked_parts())


@web.get("/imports/<public_id>/events")
@signed_in
def import_events(public_id: str) -> ResponseReturnValue:
    """The progress partial whenever it changes, and the other parts that the page has asked for."""
    job = owned_or_404(public_id)
    parts = asked_parts()
    topic = Topic(user_id=job.user_id) if parts else Topic(job_id=job.id)

    def progress(changes: Sequence[Change]) -> str | None:
        if changes and job.id not in {change.job_id for change in changes}:
            return None
        view = status.view(db.session(), owned_or_404(public_id))
        page = project_url(view.project) or preview_url(view.job)
        # Now and every fifteen seconds, for as long as the page is before the person. Its end
        # counts as seen only when the page asks for it: a stream outlives its page by a moment.
        if not view.job.finished:
            _note_look(view.job)
        return render_template("partials/_progress.html", view=view, project_url=page)

    def is_over() -> bool:
        return owned_or_404(public_id).finished

    return stream(topic, [Part("#progress", "outerMorph", progress), *parts], is_over)


@web.post("/imports/<public_id>/cancellation")
@signed_in
def cancel_import(public_id: str) -> ResponseReturnValue:
    job = owned_or_404(public_id)
    tasks.cancel(job)
    return back_to(url_for("web.import_page", public_id=job.public_id))


@web.post("/imports/<public_id>/retry")
@signed_in
def retry_import(public_id: str) -> ResponseReturnValue:
    """Admit the same address with the same options once more, as a new import."""
    job = owned_or_404(public_id)
    again = tasks.submit_again(job)
    follow(again)
    return redirect(url_for("web.import_page", public_id=again.public_id), code=303)


def _note_look(job: ImportJob) -> None:
    """The owner sees what has become of their import; nobody need tell them."""
    if job.user_id != current_user.id:
        return
    if not job.finished:
        note_watching()
    elif not _is_tab_hidden():
        toasts.has_been_told(job)


def note_watching() -> None:
    """The person has their imports before them, while these run."""
    if not _is_tab_hidden() and _has_not_been_noted_lately(current_user.id):
        looking.note(current_user.id)


def _is_tab_hidden() -> bool:
    return request.headers.get("X-Tab-Hidden") == "yes"


def _has_not_been_noted_lately(user_id: int) -> bool:
    """By this process: a page that is open asks every second, and each look would cost another."""
    noted: dict[int, datetime] = current_app.extensions.setdefault("looks_noted", {})
    moment = now()
    if user_id in noted and moment - noted[user_id] < looking.NOTED_EVERY:
        return False
    if len(noted) > MOST_NOTED:
        noted.clear()
    noted[user_id] = moment
    return True


def owned_or_404(public_id: str) -> ImportJob:
    """The import of that name, for its owner and administrators.

    :raises NotFound: it is neither's.
    """
    job = status.owned(db.session(), current_user, public_id)
    if job is None:
        raise NotFound("There is no such import, or it is not yours.")
    return job
