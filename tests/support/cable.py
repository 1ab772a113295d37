"""The line between a browser and the server, which can be cut."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.support.servers import free_port

_CHUNK = 65536


class Cable:
    """Passes everything on to ``127.0.0.1:port`` until it is cut."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._far_end = ("127.0.0.1", port)
        self._is_whole = True
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break all connections; new ones break at once."""
        with self._lock:
            self._is_whole = False
            ends, self._ends = self._ends, set()
        for end in ends:
            _close(end)

    def mend(self) -> None:
        self._is_whole = True

    def close(self) -> None:
        self.cut()
        _close(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError):
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        with self._lock:
            if not self._is_whole:
                near.close()
                return
            far = socket.create_connection(self._far_end)
            self._ends |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(_CHUNK):
                other.sendall(data)
        with self._lock:
            self._ends -= {one, other}
        _close(one)
        _close(other)


def _close(end: socket.socket) -> None:
    # shutdown wakes the thread that waits in recv; close alone does not.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def cable(port: int) -> Iterator[Cable]:
    """A whole cable to a port of this machine."""
    one = Cable(port)
    try:
        yield one
    finally:
        one.close()
