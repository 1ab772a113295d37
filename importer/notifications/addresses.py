"""Addresses that people give us to be told at."""

import re
from urllib.parse import urlsplit

from importer.config import Settings


def is_callable(url: str, settings: Settings) -> bool:
    """Whether it is an address we would call: https, or http to a place the administrator allows.

    Where the name leads is checked when it is dialled.
    """
    try:
        parts = urlsplit(url)
        place = (parts.hostname or "", parts.port or {"http": 80}.get(parts.scheme, 443))
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or not re.fullmatch(r"[!-~]+", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and place in settings.outbound_allow)
