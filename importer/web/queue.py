"""The queue page: all imports of a person, live, and what can be done to them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.database import db
from importer.live.changes import Change
from importer.models import ImportBatch
from importer.web.back import back_to
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.web.imports import note_watching, owned_or_404
from importer.web.queue_rows import Rows
from importer.web.streams import live_mark, part
from importer.workflow import listing, status, turns
from importer.workflow.listing import LONGEST_SEARCH, Listing, Section, Wanted


@web.get("/imports")
@signed_in
def import_list() -> ResponseReturnValue:
    answer = make_response(_rendered("queue.html"))
    # Back must ask again: a stored copy would show imports running that have ended.
    answer.headers["Cache-Control"] = "no-store"
    return answer


@web.get("/imports/queue")
@signed_in
def import_queue() -> ResponseReturnValue:
    """The part of the page that asks for itself again and again; what the browser has already is
    not sent once more."""
    answer = make_response(_rendered("partials/_queue.html"))
    answer.add_etag()
    return answer.make_conditional(request)


@web.post("/imports/queue/pause")
@signed_in
def pause_queue() -> ResponseReturnValue:
    turns.pause(current_user.id)
    return _back()


@web.post("/imports/queue/resumption")
@signed_in
def resume_queue() -> ResponseReturnValue:
    tasks.resume(current_user)
    return _back()


@web.post("/imports/queue/cancellation")
@signed_in
def cancel_queue() -> ResponseReturnValue:
    turns.cancel_all(current_user.id)
    return _back()


@web.post("/imports/queue/retry")
@signed_in
def retry_queue() -> ResponseReturnValue:
    """Everything that failed, or what failed of one batch."""
    tasks.retry_failed(current_user, _batch_wanted(request.form.get("batch", "")))
    return _back()


@web.post("/imports/<public_id>/another-try")
@signed_in
def retry_behind(public_id: str) -> ResponseReturnValue:
    """Try one again, behind what is under way."""
    tasks.retry_one(owned_or_404(public_id))
    return _back()


@web.post("/imports/<public_id>/removal")
@signed_in
def remove_import(public_id: str) -> ResponseReturnValue:
    tasks.remove(owned_or_404(public_id))
    return _back()


@web.post("/imports/<public_id>/position")
@signed_in
def move_import(public_id: str) -> ResponseReturnValue:
    """``to`` moves it by one or to an end; ``before`` or ``after`` names a neighbour-to-be."""
    job = owned_or_404(public_id)
    for side in ("before", "after"):
        if name := request.form.get(side):
            other = status.owned(db.session(), current_user, name)
            if other:
                turns.move_beside(job, other, after=side == "after")
            return _back()
    turns.move(job, request.form.get("to", ""))
    return _back()


@part("queue", target="#queue")
def _queue_part(_changes: Sequence[Change]) -> str:
    """The same, sent when something has happened; the stream's address carries the filter."""
    return _rendered("partials/_queue.html")


def _rendered(template: str) -> str:
    # Before the list is read, so that what happens meanwhile is sent once more and not lost.
    mark = live_mark()
    shown = listing.read(db.session(), current_user.id, _wanted())
    if shown.active:
        note_watching()
    return render_template(
        template,
        listing=shown,
        address=_address(shown),
        shown_row=Rows(current_user.username),
        mark=mark,
    )


def _wanted() -> Wanted:
    only, page = request.args.get("section", ""), request.args.get("page", "")
    batch = _batch_wanted(request.args.get("batch", ""))
    return Wanted(
        only=Section(only) if only in list(Section) else None,
        batch=batch,
        text=request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )


def _batch_wanted(public_id: str) -> ImportBatch | None:
    return listing.batch_named(db.session(), current_user.id, public_id) if public_id else None


def _address(shown: Listing) -> Callable[..., str]:
    """Makes addresses of this list with some of what is wanted changed."""
    wanted = shown.wanted

    def address(endpoint: str = "web.import_list", **changes: object) -> str:
        arguments: dict[str, object] = {
            "section": wanted.only and wanted.only.value,
            "batch": wanted.batch and wanted.batch.public_id,
            "q": wanted.text or None,
            "page": wanted.page if wanted.page > 1 else None,
        }
        values: dict[str, Any] = arguments | changes
        return url_for(endpoint, **values)

    return address


def _back() -> ResponseReturnValue:
    return back_to(url_for("web.import_list"))
