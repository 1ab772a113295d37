"""Addresses of static files that change with their content, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import current_app, url_for


def asset(name: str) -> str:
    """The address of ``static/<name>``.

    :raises FileNotFoundError: there is no such file, which a template must not get away with.
    """
    return url_for(
        "static", filename=name, v=_fingerprint(Path(str(current_app.static_folder)) / name)
    )


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
