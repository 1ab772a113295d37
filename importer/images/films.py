"""Stills of films that are shown elsewhere. Only the still is fetched, and only once, by us."""

import re
from urllib.parse import parse_qs, urlsplit

_IN_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{6,20})")
_NAME = re.compile(r"[\w-]{6,20}")


def still_of(url: str) -> str:
    """The address of a film's still where it can be told without asking anybody; else empty."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    if host == "youtu.be":
        name = parts.path.strip("/")
    elif host in ("youtube.com", "m.youtube.com", "youtube-nocookie.com"):
        found = _IN_PATH.match(parts.path)
        name = found[1] if found else (parse_qs(parts.query).get("v") or [""])[0]
    else:
        return ""
    return f"https://i.ytimg.com/vi/{name}/hqdefault.jpg" if _NAME.fullmatch(name) else ""
