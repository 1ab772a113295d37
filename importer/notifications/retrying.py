"""When the other side wants to hear from us again."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from importer.clock import now

LONGEST_WAIT = timedelta(hours=12)


def retry_after(value: str) -> datetime | None:
    """The moment a Retry-After header names, at most half a day from now; None without one.

    Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after.
    """
    moment = now()
    if value.isascii() and value.isdigit():
        return moment + min(LONGEST_WAIT, timedelta(seconds=int(value[:9])))
    try:
        return min(moment + LONGEST_WAIT, parsedate_to_datetime(value))
    except (ValueError, TypeError):
        return None
