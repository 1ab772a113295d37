"""Where to go after signing in: only ever to a page of ours."""

import re
from urllib.parse import urlsplit


def local_path(target: str | None, otherwise: str) -> str:
    """``target`` if it is a path of this site, else ``otherwise``.

    Open redirects: browsers read ``//host`` and ``/\\host`` as another host and drop control
    characters before they read, so neither passes; nor does anything with a scheme.
    """
    if not target or re.search(r"[\x00-\x20\x7f\\]", target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    is_path = target.startswith("/") and not target.startswith("//")
    return target if is_path and not parts.scheme and not parts.netloc else otherwise
