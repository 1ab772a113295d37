"""Rate limits as GitHub states them.

Source: docs.github.com, "Rate limits for the REST API" and "Best practices for using the REST
API". A primary limit (per hour) and undisclosed secondary ones both answer 403 or 429.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from importer.forges.base import Budget
from importer.http import Answer

# What a 32-bit column holds.
_MOST_CALLS = 2**31 - 1
_SECOND = timedelta(seconds=1)
_WITHOUT_A_TIME = timedelta(seconds=60)
# Anything later is a broken clock or a unit mistaken, not a limit.
_LATEST = timedelta(days=1)
_WORDS = re.compile(r"rate limit|abuse", re.IGNORECASE)


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """What is left by the ``x-ratelimit-*`` headers; Enterprise sends none by default.

    None also for a window that ends in days: believed, it would keep us from ever asking again.
    """
    limit = _number(headers.get("x-ratelimit-limit"))
    remaining = _number(headers.get("x-ratelimit-remaining"))
    reset = _number(headers.get("x-ratelimit-reset"))
    if limit is None or remaining is None or reset is None:
        return None
    told = budget_of(limit, remaining, reset)
    return told if told and told.reset_at <= now + _LATEST else None


def budget_of(limit: int, remaining: int, reset: int) -> Budget | None:
    """:param reset: seconds since the epoch."""
    try:
        ends = datetime.fromtimestamp(reset, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Budget(min(limit, _MOST_CALLS), min(remaining, _MOST_CALLS), ends)


def is_limit(answer: Answer, message: str) -> bool:
    """Whether a 403 or 429 means "later" and not "never"."""
    if answer.status == 429:
        return True
    return answer.status == 403 and (
        "retry-after" in answer.headers
        or "gh-limited-by" in answer.headers
        or _number(answer.headers.get("x-ratelimit-remaining")) == 0
        or _WORDS.search(message) is not None
    )


def retry_at(answer: Answer, now: datetime) -> datetime:
    """The first moment worth trying: Retry-After, else the window's end, else a minute."""
    when = _retry_after(answer.headers.get("retry-after", "").strip(), now)
    seen = budget(answer.headers, now)
    if when is None and seen is not None and seen.remaining == 0:
        when = seen.reset_at + _SECOND
    # A time gone by comes from a clock that is not ours; trying at once would be hammering.
    if when is None or not now < when <= now + _LATEST:
        when = now + _WITHOUT_A_TIME
    return max(when, now + _SECOND)


def _retry_after(text: str, now: datetime) -> datetime | None:
    seconds = _number(text)
    if seconds is not None:
        return now + min(timedelta(seconds=seconds), 2 * _LATEST)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,12}", text) else None
