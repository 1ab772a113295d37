"""Switching a new database to its write-ahead log in a crowd."""

import sqlite3
import threading
from pathlib import Path

import pytest

from importer.wal import use_wal

CROWD = 8
DATABASES = 20


def test_a_crowd_may_switch_a_new_database_at_once(tmp_path):
    start = threading.Barrier(CROWD)
    failures: list[Exception] = []

    def switch() -> None:
        for number in range(DATABASES):
            connection = sqlite3.connect(tmp_path / f"{number}.db")
            start.wait()
            try:
                use_wal(connection)
            except sqlite3.OperationalError as error:
                failures.append(error)
            connection.close()

    crowd = [threading.Thread(target=switch) for _ in range(CROWD)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert not failures


def test_it_waits_no_longer_than_it_was_told(tmp_path):
    holder = _locked(tmp_path / "app.db")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        use_wal(sqlite3.connect(tmp_path / "app.db", timeout=0), patience=0.05)
    holder.close()


def _locked(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("CREATE TABLE things (id INTEGER)")
    connection.execute("BEGIN EXCLUSIVE")
    return connection
