"""Notices in the page: with the page where it is loaded anew, into it where it stays open."""

import logging

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from importer.database import db
from importer.notifications import toasts
from importer.notifications.toasts import Pulse
from importer.notifications.wording import Told
from importer.web.blueprint import web
from importer.web.guards import signed_in

log = logging.getLogger(__name__)


@web.get("/notifications/pulse")
@signed_in
def notification_pulse() -> ResponseReturnValue:
    """Asked now and then by open pages, while an import of the person runs."""
    found = toasts.pulse(db.session(), current_user.id)
    answer = make_response(
        {"active": found.active, "percent": found.percent, "unseen": found.unseen}
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@web.post("/notifications/toasts")
@signed_in
def take_toasts() -> ResponseReturnValue:
    """Hand out what has not been shown yet; it counts as shown."""
    told = toasts.take(current_user.id, but_of=request.form.get("but_of", ""))
    return render_template("partials/_toasts.html", told=told)


def notices_of_page() -> tuple[Pulse, list[Told]]:
    """What the layout shows with a page that is being made, and what its script begins with.

    A page must not fail for want of a notice.
    """
    is_own_page = request.endpoint == "web.import_page"
    own = (request.view_args or {}).get("public_id", "") if is_own_page else ""
    try:
        found = toasts.pulse(db.session(), current_user.id)
        return found, toasts.take(current_user.id, but_of=own) if found.unseen else []
    except SQLAlchemyError:
        log.exception("The page is shown without its notices")
        return Pulse(active=0, percent=0, unseen=False), []
