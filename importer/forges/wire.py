"""The border to the network: HTTP errors become forge errors, bytes become checked values.

Forges answer with other people's data. Everything that leaves here is of the type it claims,
without control characters, bounded in length, and links are http or https.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from importer.clock import now
from importer.errors import ForgeAnswerInvalid, ForgeError, ForgeUnreachable, RateLimited
from importer.forges.base import Allowance
from importer.http import AddressRefused, Answer, CallNotPermitted, HttpError

T = TypeVar("T")
LARGEST_NUMBER = 2**53
Json = dict[str, Any]

_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(:[0-9]+)?(/\S*)?", re.IGNORECASE)
# Directional overrides and isolates can make a text read as something else than it is.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")


def unreachable(error: HttpError, allowance: Allowance) -> ForgeError:
    """What an HTTP error means to an import."""
    if isinstance(error, CallNotPermitted):
        seen = allowance.observed
        return RateLimited(
            max(now(), seen.reset_at if seen else now() + timedelta(seconds=60))
            + timedelta(seconds=1),
            "No call is left of what this import may spend of the forge's rate limit.",
        )
    if isinstance(error, AddressRefused):
        return ForgeUnreachable(
            "The forge's address is a private one, which may not be called.",
            suggestion="The administrator can permit it with the setting OUTBOUND_ALLOW.",
        )
    return ForgeUnreachable(str(error) or None)


def decoded(answer: Answer) -> Any:
    """The JSON of an answer.

    :raises ForgeAnswerInvalid: it is too large, too deep, or no JSON.
    """
    if answer.truncated:
        raise ForgeAnswerInvalid("The forge's answer was larger than it may be.")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise ForgeAnswerInvalid("The forge's answer was not JSON.") from error


def table(value: Any) -> Json:
    if not isinstance(value, dict):
        raise ForgeAnswerInvalid("The forge's answer was of another shape than expected.")
    return value


def rows(value: Any) -> list[Json]:
    if not isinstance(value, list):
        raise ForgeAnswerInvalid("The forge's answer was of another shape than expected.")
    return [table(row) for row in value]


def optional(row: Mapping[str, Any], key: str, kind: type[T], default: T) -> T:
    """``row[key]``, or the default where it is missing or null.

    :raises ForgeAnswerInvalid: it is there and of another type.
    """
    value = row.get(key)
    if value is None:
        return default
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ForgeAnswerInvalid(f"The forge's answer has a '{key}' of the wrong type.")
    if kind is not int:
        return value
    # No id or count is larger or negative; what is would only overflow further on.
    return cast(T, max(0, min(cast(int, value), LARGEST_NUMBER)))


def required(row: Mapping[str, Any], key: str, kind: type[T]) -> T:
    if row.get(key) is None:
        raise ForgeAnswerInvalid(f"The forge's answer lacks '{key}'.")
    return optional(row, key, kind, kind())


def plain(text: str, longest: int) -> str:
    """One line without control characters and direction tricks, at most ``longest`` long."""
    text = _OVERRIDES.sub("", text[: longest * 4])
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(text.split())[:longest]


def web_link(text: str) -> str:
    """An http or https address, or nothing; a bare domain is taken as https."""
    text = text.strip()
    if len(text) > 2000 or not text.isprintable() or re.search(r"[\s<>\"'`\\]", text):
        return ""
    if _DOMAIN.fullmatch(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        return ""
    return text if is_web else ""


def moment(text: str) -> datetime | None:
    """An ISO 8601 time, aware; None for what is none."""
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
