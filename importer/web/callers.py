"""Who is calling: from where, with what, and as whom."""

import logging

from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from importer.accounts import sessions
from importer.accounts.sessions import Caller
from importer.models import User
from importer.web.blueprint import web

log = logging.getLogger("importer.web")


def caller() -> Caller:
    """Where the present request comes from."""
    return Caller(request.remote_addr or "", request.user_agent.string)


def load_user(session_id: str) -> User | None:
    """The account of the present session, for Flask-Login."""
    found = sessions.find(session_id)
    if found is None:
        return None
    user, is_late = found
    if is_late:
        g.seen_again = user
    return user


@web.after_request
def note_when_seen(response: Response) -> Response:
    """Keep "last seen" up to date; after the answer is made, for this is a write."""
    if user := g.pop("seen_again", None):
        try:
            sessions.touch(user, caller())
        except SQLAlchemyError:
            # The answer is worth more than the time.
            log.exception("A session's time could not be written")
    return response
