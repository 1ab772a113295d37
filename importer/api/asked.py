"""Reading what a caller sent, or refusing it in words."""

import re
from typing import Any

from flask import request

from importer.errors import InvalidInput


def json_body(example: str) -> dict[str, Any]:
    """The JSON object sent, under whatever content type: ``curl -d`` calls it a form.

    :param example: of a body that would do.
    :raises InvalidInput: it is none.
    """
    try:
        body = request.get_json(force=True, silent=True)
    except RecursionError:
        # Thousands of brackets, which the parser follows down one by one.
        body = None
    if not isinstance(body, dict):
        raise InvalidInput(
            "body", "The request's body is not a JSON object.", suggestion=f"Send {example}."
        )
    return body


def flag(body: dict[str, Any], name: str, *, default: bool) -> bool:
    """:raises InvalidInput: neither true nor false."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise InvalidInput(name, f"The field {name} must be true or false.")
    return value


def number(name: str, default: int, most: int) -> int:
    """A whole number of the query. :raises InvalidInput: it is none, or none from 1 to ``most``."""
    text = request.args.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        raise InvalidInput(name, f"{name} must be a whole number from 1 to {most}.")
    return int(text)
