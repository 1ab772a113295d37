"""Lets few requests work at a time, so that each is done sooner.

Python runs one thread at a time. Sixteen threads that all have work take the interpreter from one
another in the middle of theirs, and every request pays for the others' turns; two at a time keep
it busy while one waits for the disk. The many threads are for requests that wait, which step out.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

WIDTH = 2
# A request that does not get its turn in this time goes ahead all the same: the gate is for speed
# and must never be what holds up a page.
LONGEST_WAIT_SECONDS = 1.0

WsgiApp = Callable[..., Iterable[bytes]]


class Gate:
    """WSGI middleware.

    :param width: how many requests may work at the same time.
    """

    def __init__(self, app: WsgiApp, width: int = WIDTH) -> None:
        self._app = app
        self._turns = threading.Semaphore(width)
        self._inside = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._enter()
        try:
            return self._app(environ, start_response)
        finally:
            self._leave()

    @contextmanager
    def stepped_out(self) -> Iterator[None]:
        """For a request that is about to wait, for an import's end or for another host."""
        was_inside = getattr(self._inside, "now", False)
        if was_inside:
            self._leave()
        try:
            yield
        finally:
            if was_inside:
                self._enter()

    def _enter(self) -> None:
        self._inside.now = self._turns.acquire(timeout=LONGEST_WAIT_SECONDS)

    def _leave(self) -> None:
        if self._inside.now:
            self._inside.now = False
            self._turns.release()
