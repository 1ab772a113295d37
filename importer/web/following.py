"""Which import a person is watching, so that its end takes them to the project, once.

Without JavaScript the progress page reloads itself, and the reload after the end goes on to the
project. A later visit, or Back, must find the page itself and not be sent on again. The mark in
the session tells the two apart.
"""

from flask import session

from importer.models import ImportJob

_KEY = "following"


def follow(job: ImportJob) -> None:
    """The person is watching ``job``."""
    if session.get(_KEY) != job.public_id:
        session[_KEY] = job.public_id


def has_arrived(job: ImportJob) -> bool:
    """Whether the person was watching ``job``, which has ended; True only once."""
    if session.get(_KEY) != job.public_id:
        return False
    del session[_KEY]
    return True
