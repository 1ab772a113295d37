"""Errors as pages, and as small partials where htmx asked."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException

from importer.errors import RepofolioError
from importer.visits import request_id
from importer.web.blueprint import web
from importer.web.local_path import local_path
from importer.web.remedies import Remedy, remedy

TITLES = {
    400: "That did not work",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing here",
    405: "Not this way",
    409: "Not now",
    410: "Too late",
    413: "Too much at once",
    429: "Too many requests",
    500: "Something broke",
}

# Message and suggestion for what the framework refuses before any of our code runs.
WORDS = {
    400: ("The request could not be understood.", "Go back, reload the page and try again."),
    401: ("This page is for people with an account.", "Sign in and open it again."),
    403: ("This account may not do that.", "Sign in with one that may."),
    404: (
        "There is nothing at this address, or not for this account.",
        "Check the address, or sign in if the page is yours.",
    ),
    405: ("This address cannot be used like that.", "Go back and use the page's own buttons."),
    413: ("What was sent is too large.", "Send less."),
    429: ("That was a lot of requests in a short time.", "Wait a minute, then try again."),
    500: (
        "An error nobody foresaw. Running imports go on.",
        "Try again; if it stays, tell the administrator the number below.",
    ),
}
FORGED = ("This page has been open for too long.", "Reload the page and try again.")


@web.app_errorhandler(RepofolioError)
def show_domain_error(error: RepofolioError) -> ResponseReturnValue:
    """An expected error in its own words."""
    return _answer(error.http_status, error.message, error.suggestion, remedy(error))


@web.app_errorhandler(HTTPException)
def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """An error of the framework's, or (as 500) one nobody expected."""
    if isinstance(error.response, Response) or (error.code or 500) < 400:
        return error.get_response()
    status = error.code or 500
    if isinstance(error, BadHost):
        # No address can be made without a host, and no page without addresses.
        return Response("The header Host names no host.\n", status, mimetype="text/plain")
    words = FORGED if isinstance(error, CSRFError) else WORDS.get(status)
    message, suggestion = words or (error.name + ".", "Go back and try something else.")
    answer = _answer(status, message, suggestion, None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def sign_in_first() -> ResponseReturnValue:
    """What somebody without a session gets where one is needed."""
    if request.headers.get("HX-Request"):
        # A redirect would be followed by fetch and the sign-in page swapped into the partial.
        here = local_path(_path_shown(), otherwise=url_for("web.home"))
        return "", 401, {"HX-Redirect": url_for("web.sign_in", next=here)}
    if request.method != "GET":
        return redirect(url_for("web.sign_in"), code=303)
    return redirect(url_for("web.sign_in", next=request.full_path.rstrip("?")))


def _answer(status: int, message: str, suggestion: str, fix: Remedy | None) -> Response:
    is_partial = bool(request.headers.get("HX-Request"))
    if is_partial:
        template = "partials/_error.html"
    else:
        template = "errors/broken.html" if status >= 500 else "errors/error.html"
    page = render_template(
        template,
        status=status,
        title=TITLES.get(status, "That did not work"),
        message=message,
        suggestion=suggestion,
        remedy=fix,
        request_id=request_id() if status >= 500 else "",
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    if is_partial and status in (403, 404):
        # Whatever the page was watching is gone: let it load anew and say so.
        answer.headers["HX-Refresh"] = "true"
    return answer


def _path_shown() -> str:
    """Path of the page that sent an htmx request."""
    prefix = request.host_url.rstrip("/")
    return request.headers.get("HX-Current-URL", "").removeprefix(prefix)
