"""The blueprint, who is calling, and addresses that lead nowhere."""

import logging
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import Blueprint, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import PathConverter

from importer.accounts import tokens
from importer.accounts.sessions import Caller
from importer.accounts.tokens import Grant
from importer.api.limits import CallLimit, Standing
from importer.errors import AuthInvalid, AuthRequired, NotFound, ScopeMissing, TooManyCalls
from importer.models import Scope, User
from importer.tasks import toolbox

log = logging.getLogger("importer.api")

View = TypeVar("View", bound=Callable[..., Any])

api = Blueprint("api", __name__, url_prefix="/api")


class Rest(PathConverter):
    """``<rest:…>``: everything that follows, with line breaks as well, which ``path`` leaves to the
    pages."""

    regex = r"[^/][\s\S]*?"


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READING = ("GET", "HEAD", "OPTIONS")


def needs(scope: Scope) -> Callable[[View], View]:
    """What a token must be good for to call the decorated view. Of a view that does not say so it
    is the least for reading, and the most for everything else."""

    def mark(view: View) -> View:
        view.needed_scope = scope  # type: ignore[attr-defined]
        return view

    return mark


@api.before_request
def require_token() -> None:
    """Find the caller by the bearer token, and count the call: as the token's if it is a good one,
    as the address's otherwise, so that nobody uses up what is another's.

    :raises TooManyCalls: it is one too many.
    :raises AuthRequired: no token was sent.
    :raises AuthInvalid: it is not one of ours, or not any more.
    :raises ScopeMissing: it is not good for this.
    """
    try:
        found = _grant()
    except (AuthRequired, AuthInvalid):
        _count(f"address:{request.remote_addr}")
        raise
    _count(f"token:{found.token_id}")
    g.api_grant = found
    view = current_app.view_functions.get(request.endpoint or "")
    if not found.scope.includes(needed := needed_scope(view, request.method)):
        raise ScopeMissing(needed)


def _grant() -> Grant:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "token") or not token.strip():
        raise AuthRequired
    found = tokens.grant(token.strip())
    if found is None:
        raise AuthInvalid
    if found.is_expired:
        raise AuthInvalid("That token has expired.")
    return found


def _count(who: str) -> None:
    limit: CallLimit = current_app.extensions["api_calls"]
    g.api_standing = standing = limit.spend(who, toolbox().settings.api_calls_per_minute)
    if standing is not None and standing.is_over:
        raise TooManyCalls(standing.resets_at)


@api.after_request
def tell_standing(response: Response) -> Response:
    """Say how many calls are left."""
    standing: Standing | None = g.get("api_standing")
    if standing is not None:
        response.headers.update(standing.headers)
    return response


@api.after_request
def note_use(response: Response) -> Response:
    """Keep the token's "last used" up to date; after the answer is made, for this is a write."""
    used: Grant | None = g.get("api_grant")
    address = request.remote_addr or ""
    if used is not None and tokens.is_worth_noting(used, address):
        try:
            tokens.note_use(used, Caller(address))
        except SQLAlchemyError:
            # The answer is worth more than the time.
            log.exception("A token's use could not be written")
    return response


@api.before_request
def tell_methods() -> Response | None:
    """OPTIONS, which the framework would answer with the methods of ``unknown`` as well."""
    if request.method != "OPTIONS":
        return None
    allowed = ["OPTIONS", *_known_methods()]
    return Response(headers={"Allow": ", ".join(allowed)})


def caller() -> User:
    """The person whose token was sent."""
    found: Grant = g.api_grant
    return found.user


def needed_scope(view: Callable[..., Any] | None, method: str) -> Scope:
    """The scope that a token must have to call the view."""
    least = Scope.READ if method in READING else Scope.MANAGE
    needed: Scope = getattr(view, "needed_scope", least)
    return needed


@api.route("/", methods=METHODS, strict_slashes=False, provide_automatic_options=False)
@api.route("/<rest:_rest>", methods=METHODS, provide_automatic_options=False)
@needs(Scope.READ)
def unknown(_rest: str = "") -> NoReturn:
    """Whatever nothing else answers. Without this such addresses would fall to the pages, which
    take any two words for a project's and answer in HTML.

    :raises MethodNotAllowed: the address is known, with other methods.
    :raises NotFound: it is not.
    """
    if allowed := _known_methods():
        raise MethodNotAllowed(allowed)
    raise NotFound("There is nothing at this address of the API.")


def _known_methods() -> list[str]:
    """Those that the address asked for answers."""
    return [method for method in METHODS if _is_known(method)]


def _is_known(method: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and adapter.match(method=method)[0] != "api.unknown"
    except HTTPException:
        return False
