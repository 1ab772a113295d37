"""Addresses of our pages as they stand in mails."""

from urllib.parse import urlsplit

from flask import current_app

from importer.config import Settings


def page(settings: Settings, endpoint: str, **values: object) -> str:
    """The whole address of a page, in a request or outside of one.

    It begins with ``PUBLIC_URL``, never with what a request's Host header says: who asks for a
    mail to somebody else must not choose where its links lead.
    """
    base = urlsplit(settings.public_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, dict(values), force_external=True)
