"""The blueprint, who is calling, and addresses that lead nowhere."""

from typing import NoReturn

from flask import Blueprint, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from importer.accounts import tokens
from importer.errors import AuthInvalid, AuthRequired, NotFound
from importer.models import User

api = Blueprint("api", __name__, url_prefix="/api")

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@api.before_request
def require_token() -> None:
    """Find the caller by the bearer token.

    :raises AuthRequired: none was sent.
    :raises AuthInvalid: it is not one of ours.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() not in ("bearer", "token") or not token.strip():
        raise AuthRequired
    user = tokens.owner(token.strip())
    if user is None:
        raise AuthInvalid
    g.api_user = user


@api.before_request
def tell_methods() -> Response | None:
    """OPTIONS, which the framework would answer with the methods of ``unknown`` as well."""
    if request.method != "OPTIONS":
        return None
    allowed = ["OPTIONS", *_known_methods()]
    return Response(headers={"Allow": ", ".join(allowed)})


def caller() -> User:
    """The person whose token was sent."""
    user: User = g.api_user
    return user


@api.route("/", methods=METHODS, strict_slashes=False, provide_automatic_options=False)
@api.route("/<path:_rest>", methods=METHODS, provide_automatic_options=False)
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
