"""What templates may do to values."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from importer.clock import now
from importer.workflow.pace import Eta


def safe_url(value: object) -> str:
    """An http or https address from outside, or nothing: ``javascript:`` is an address, too."""
    text = str(value or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def bare_url(value: str) -> str:
    """An address as people say it: without scheme, ``www.`` and last slash."""
    parts = urlsplit(value)
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def duration(seconds: float | None) -> str:
    """``0.4 s``, ``12 s``, ``3 min 5 s``, ``2 h 10 min``; empty for None. A whole number of
    seconds is an estimate and stays whole."""
    if seconds is None:
        return ""
    if seconds < 9.95 and not isinstance(seconds, int):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def span(value: Eta) -> str:
    """A time left as a range: ``5–20 s``, ``40 s to 2 min 10 s``."""
    if value.high < 60:
        return f"{value.low}–{value.high} s"
    return f"{duration(value.low)} to {duration(value.high)}"


def compact(number: int) -> str:
    """``950``, ``12.3k``, ``1.2M``: counts as the forges show them."""
    for limit, sign in ((1_000_000, "M"), (1_000, "k")):
        if number >= limit:
            return f"{number / limit:.1f}".removesuffix(".0") + sign
    return str(number)


def moment(value: datetime | str | None) -> datetime | None:
    """A time in UTC, from a column or from the ISO text in a JSON column."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value.astimezone(UTC) if value else None


def ago(value: datetime | None) -> str:
    """``a moment ago``, ``3 minutes ago``, ``2 hours ago``, ``5 days ago``; empty for None."""
    if value is None:
        return ""
    seconds = (now() - value).total_seconds()
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {name}{'s' if number > 1 else ''} ago"
    return "a moment ago"


FILTERS: dict[str, Callable[..., Any]] = {
    "ago": ago,
    "safe_url": safe_url,
    "bare_url": bare_url,
    "duration": duration,
    "compact": compact,
    "span": span,
    "moment": moment,
}
