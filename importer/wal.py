"""SQLite's write-ahead log, switched on by whoever comes first."""

import sqlite3
import time

PAUSE_SECONDS = 0.01


def use_wal(connection: sqlite3.Connection, patience: float = 5.0) -> None:
    """Let the database keep a write-ahead log.

    Of several connections that switch a new database at once all but one are told that it is
    locked, and at once: SQLite does not wait for its busy timeout there, since two that wait for
    each other would wait for ever. So the waiting is done here.

    :param patience: seconds.
    :raises sqlite3.OperationalError: it is still locked after that time, or cannot be opened.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
