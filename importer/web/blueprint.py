"""The blueprint all pages hang on. Modules beside this one import it and add their routes."""

from flask import Blueprint, Response

web = Blueprint("web", __name__)


@web.after_request
def keep_to_oneself(response: Response) -> Response:
    """Pages show what this one person may see: no shared cache keeps them, and no browser shows
    them again unasked after signing out."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
