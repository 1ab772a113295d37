"""Reading what a caller sent, or refusing it in words."""

from typing import Any, TypeVar

from flask import request
from pydantic import ValidationError

from importer.api.schemas.base import Query, Request
from importer.errors import InvalidInput

Sent = TypeVar("Sent", bound=Request)
Asked = TypeVar("Asked", bound=Query)


def body(model: type[Sent]) -> Sent:
    """The JSON object sent, under whatever content type: ``curl -d`` calls it a form.

    :raises InvalidInput: it is none, or one of its fields is not acceptable.
    :raises RepofolioError: what the model has for that in its place.
    """
    try:
        found = request.get_json(force=True, silent=True)
    except RecursionError:
        # Thousands of brackets, which the parser follows down one by one.
        found = None
    if not isinstance(found, dict):
        raise InvalidInput(
            "body",
            "The request's body is not a JSON object.",
            suggestion=f"Send {model.example}.",
        )
    return _validated(model, found)


def query(model: type[Asked]) -> Asked:
    """The query's parameters; of those sent twice the first counts.

    :raises InvalidInput: one of them is not acceptable.
    """
    return _validated(model, request.args.to_dict())


def _validated(model: type[Sent], found: dict[str, Any]) -> Sent:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0])
        raise model.refusal(field, first["type"], first["msg"]) from None
