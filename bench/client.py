"""A script that imports: posts an address, asks until the import has ended."""

import http.client
import json
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.seed import Person

POLL_SECONDS = 0.02
PATIENCE_SECONDS = 60.0
_RUNNING = frozenset({"PENDING", "STARTED", "RETRY"})


@dataclass(frozen=True, slots=True)
class Import:
    """:param sent_at: when the address was posted, seconds since the epoch.
    :param seen: seconds from then until the client saw the end."""

    task_id: str
    sent_at: float
    seen: float


class Client:
    """One person's script, on one connection."""

    def __init__(self, port: int, person: Person) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self._headers = {"Authorization": person.bearer, "Content-Type": "application/json"}

    def import_repository(self, url: str) -> Import:
        """:raises RuntimeError: the import was refused, failed, or did not end."""
        sent_at, began = time.time(), time.monotonic()
        task = self._call("POST", "/api/github/import-async/", {"url": url})
        if "task_id" not in task:
            raise RuntimeError(f"{url} was refused: {task}")
        while time.monotonic() - began < PATIENCE_SECONDS:
            time.sleep(POLL_SECONDS)
            answer = self._call("GET", task["status_url"])
            if answer["status"] not in _RUNNING:
                if answer["status"] != "SUCCESS":
                    raise RuntimeError(f"{url} failed: {answer}")
                return Import(task["task_id"], sent_at, time.monotonic() - began)
        raise RuntimeError(f"{url} has not ended after {PATIENCE_SECONDS:.0f} s")

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body)
        self._connection.request(method, path, data, self._headers)
        answer: dict[str, Any] = json.loads(self._connection.getresponse().read())
        return answer


def finished_at(database: Path, task_id: str) -> float:
    """The end of an import as its row has it, seconds since the epoch."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        query = "SELECT finished_at FROM import_jobs WHERE public_id = ?"
        (text,) = connection.execute(query, (task_id,)).fetchone()
    finally:
        connection.close()
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
