"""Requests that wait for somebody else's server, and must not take every thread for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from importer.notifications.errors import Undeliverable


@contextmanager
def waiting_place() -> Iterator[None]:
    """One of the few threads that may wait at a time.

    :raises Undeliverable: all of them do.
    """
    places: threading.Semaphore = current_app.extensions["waiting_places"]
    if not places.acquire(blocking=False):
        raise Undeliverable("Too much is being waited for just now; try again in a moment.")
    try:
        yield
    finally:
        places.release()
