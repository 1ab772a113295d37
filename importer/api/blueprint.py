"""The blueprint, and who is calling."""

from flask import Blueprint, g, request

from importer.accounts import tokens
from importer.errors import AuthInvalid, AuthRequired
from importer.models import User

api = Blueprint("api", __name__, url_prefix="/api")


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


def caller() -> User:
    """The person whose token was sent."""
    user: User = g.api_user
    return user
