"""Lets one request work at a time, so that each is done sooner.

Python runs one thread at a time. Sixteen threads that all have work take the interpreter from one
another in the middle of theirs, and every request pays for the others' turns: measured, it costs
up to twice the processor time, and three times the p99, of serving them in their order. The many
threads are for requests that wait: those step out.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from flask import current_app

# A request that does not get its turn in this time goes ahead all the same: the gate is for speed
# and must never be what holds up a page.
LONGEST_WAIT_SECONDS = 1.0

WsgiApp = Callable[..., Iterable[bytes]]


class Turns:
    """A semaphore that serves in the order of arrival.

    The standard one lets whoever comes by overtake those who wait; under load some then wait for
    many times their share.
    """

    def __init__(self, width: int) -> None:
        self._lock = threading.Lock()
        self._free = width
        self._queue: deque[threading.Lock] = deque()

    def acquire(self, timeout: float) -> bool:
        """:param timeout: seconds; then False."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
                return False
        # Handed over in the very moment the patience ended.
        return True

    def release(self) -> None:
        with self._lock:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._free += 1


class Gate:
    """WSGI middleware.

    :param width: how many requests may work at the same time; more than one where the database is
        another host, which takes its time without taking the interpreter.
    """

    def __init__(self, app: WsgiApp, width: int = 1) -> None:
        self._app = app
        self._turns = Turns(width)
        self._inside = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self._enter()
        try:
            return self._app(environ, start_response)
        finally:
            self._leave()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For a thread that works outside any request, as a stream does for each message."""
        self._enter()
        try:
            yield
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


def stepped_out() -> AbstractContextManager[None]:
    """Step out of the present application's gate: for hashing, waiting, asking other hosts."""
    gate: Gate = current_app.extensions["gate"]
    return gate.stepped_out()
