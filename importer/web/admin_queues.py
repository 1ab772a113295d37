"""What administrators do to everybody's queues."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from importer import tasks
from importer.database import db
from importer.errors import NotFound
from importer.models import User
from importer.web.blueprint import web
from importer.web.guards import signed_in
from importer.workflow import pauses, turns


@web.post("/admin/imports/pause")
@signed_in
def pause_everything() -> ResponseReturnValue:
    """Let no import of anybody begin."""
    _require_administrator()
    pauses.pause_all(current_user.id)
    return _back()


@web.post("/admin/imports/resumption")
@signed_in
def resume_everything() -> ResponseReturnValue:
    _require_administrator()
    tasks.resume_all()
    return _back()


@web.post("/admin/people/<int:user_id>/queue/pause")
@signed_in
def pause_person(user_id: int) -> ResponseReturnValue:
    turns.pause(person_or_404(user_id).id)
    return _back()


@web.post("/admin/people/<int:user_id>/queue/resumption")
@signed_in
def resume_person(user_id: int) -> ResponseReturnValue:
    tasks.resume(person_or_404(user_id))
    return _back()


@web.post("/admin/people/<int:user_id>/queue/cancellation")
@signed_in
def cancel_person(user_id: int) -> ResponseReturnValue:
    """End all imports of one person."""
    turns.cancel_all(person_or_404(user_id).id)
    return _back()


def _require_administrator() -> None:
    """:raises NotFound: for everybody else, as if there were no such address."""
    if not current_user.is_admin:
        raise NotFound


def person_or_404(user_id: int) -> User:
    """Whoever an administrator means.

    :raises NotFound: there is nobody of that number, or the present person does not administer.
    """
    _require_administrator()
    person = db.session.get(User, user_id) if user_id < 2**31 else None
    if person is None:
        raise NotFound("There is no such account.")
    return person


def _back() -> ResponseReturnValue:
    return redirect(url_for("web.admin", _anchor="imports"), code=303)
