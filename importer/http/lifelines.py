"""Ends a call that is over its time, whatever it is doing on its socket.

Timeouts of sockets count from byte to byte: a host that sends one every few seconds, in the TLS
handshake, the headers or the body, holds a call for ever. A lifeline shuts the socket down from
outside instead, at the deadline or when the whole wave is abandoned.
"""

import contextlib
import contextvars
import os
import socket
import threading
from types import TracebackType


class Lifeline:
    """Holds the connection a call is using; ``cut`` shuts it down and keeps it down."""

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._timer = threading.Timer(max(seconds, 0.001), self.cut)
        self._timer.daemon = True
        self.was_cut = False

    def __enter__(self) -> "Lifeline":
        self._token = _LIFELINE.set(self)
        current_wave().add(self)
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._let_go()
        current_wave().discard(self)
        _LIFELINE.reset(self._token)

    def hold(self, sock: socket.socket) -> None:
        """Take a second handle on ``sock``'s connection.

        The first one cannot be relied on: during the TLS handshake it belongs to an SSL socket
        that nobody can reach yet, and http.client closes it while a body is still being read.
        """
        with self._lock:
            self._let_go()
            self._handle = socket.socket(fileno=os.dup(sock.fileno()))
            if self.was_cut:
                self._shut()

    def _let_go(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def cut(self) -> None:
        with self._lock:
            self.was_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._handle is not None:
            # Closed by the other side a moment ago: that is what was wanted.
            with contextlib.suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)


class Wave:
    """The lifelines of calls that were started together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: set[Lifeline] = set()
        self.abandoned = threading.Event()

    def add(self, line: Lifeline) -> None:
        with self._lock:
            self._lines.add(line)
        if self.abandoned.is_set():
            line.cut()

    def discard(self, line: Lifeline) -> None:
        with self._lock:
            self._lines.discard(line)

    def abandon(self) -> None:
        """Cut every call that runs; those that come later are cut as they begin."""
        self.abandoned.set()
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            line.cut()


_LIFELINE: contextvars.ContextVar[Lifeline] = contextvars.ContextVar("lifeline")
_WAVE: contextvars.ContextVar[Wave] = contextvars.ContextVar("wave")


def current_lifeline() -> Lifeline:
    return _LIFELINE.get()


def current_wave() -> Wave:
    """The wave this thread's call belongs to; one of its own outside of any."""
    wave = _WAVE.get(None)
    if wave is None:
        wave = Wave()
        _WAVE.set(wave)
    return wave


def enter_wave(wave: Wave) -> None:
    _WAVE.set(wave)
