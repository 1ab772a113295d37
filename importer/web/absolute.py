"""Whole addresses of our pages, for what leaves the browser: feeds, tags, exported files."""

from importer.mail import links
from importer.tasks import toolbox


def absolute(endpoint: str, **values: object) -> str:
    """It begins with ``PUBLIC_URL``: what a request calls this host is the caller's choice, and
    must not end in what others keep."""
    return links.page(toolbox().settings, endpoint, **values)
