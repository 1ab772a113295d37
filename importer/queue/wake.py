"""Huey's SQLite storage, woken through a named pipe instead of polling.

Tables and SQL stay Huey's own; only the waiting changes. The consumer's default polling backs off
to 10 s; this starts a task about 2 ms after it was enqueued and costs next to no CPU when idle.
"""

import contextlib
import os
import select
from typing import Any

from huey.storage import SqliteStorage

from importer.wal import use_wal

# A byte can be lost (full pipe, reader killed in between): then the look comes this much later.
LOOK_AGAIN_MS = 1000


class WakingSqliteStorage(SqliteStorage):  # type: ignore[misc]
    """``enqueue`` writes a byte to ``<file>.wake``; an empty ``dequeue`` waits for one."""

    blocking = True

    def __init__(self, name: str, filename: str, **options: Any) -> None:
        super().__init__(name, filename=filename, **options)
        os.chmod(filename, 0o600)
        self._wake_path = f"{filename}.wake"
        with contextlib.suppress(FileExistsError):
            os.mkfifo(self._wake_path, 0o600)
        # Read and write: opening a pipe for one side only would block until the other comes.
        self._wake = os.open(self._wake_path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        # As safe as the application's own database, five times faster than the default FULL.
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    def _set_journal_mode(self, conn: Any) -> None:
        use_wal(conn, self._timeout)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        self._ring()

    def dequeue(self) -> Any:
        found = super().dequeue()
        return found if found is not None else self._dequeue_when_woken()

    def _dequeue_when_woken(self) -> Any:
        poller = select.poll()
        poller.register(self._wake, select.POLLIN)
        if poller.poll(LOOK_AGAIN_MS):
            # Another thread may have read the byte; looking costs less than agreeing who does.
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake, 1)
        return super().dequeue()

    def close(self) -> bool:
        if self._wake >= 0:
            os.close(self._wake)
            self._wake = -1
        closed: bool = super().close()
        return closed

    def _ring(self) -> None:
        # A full pipe means that everybody is being woken already.
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake, b"!")
