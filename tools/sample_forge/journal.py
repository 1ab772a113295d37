"""What was asked of the forge, in order of arrival."""

import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from tools.sample_forge.messages import Request


@dataclass
class Record:
    """:param status: None while in flight, and for connections cut before an answer.
    :param quota_cost: calls taken from the hourly quota.
    :param authorized: a token came along, and it was good.
    :param token_sent: an Authorization header came along, good or not.
    :param at: arrival, seconds since the epoch.
    :param connection: number of the TCP connection.
    """

    method: str
    path: str
    at: float
    connection: int
    authorized: bool
    token_sent: bool
    user_agent: str
    status: int | None = None
    quota_cost: int = 0


class Journal:
    """Thread-safe list of records."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: list[Record] = []

    def arrived(self, request: Request, connection: int, *, authorized: bool) -> Record:
        record = Record(
            method=request.method,
            path=request.target,
            at=time.time(),
            connection=connection,
            authorized=authorized,
            token_sent="Authorization" in request.headers,
            user_agent=request.headers.get("User-Agent") or "",
        )
        with self._lock:
            self._records.append(record)
        return record

    def reset(self) -> None:
        with self._lock:
            self._records.clear()

    def records(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(record) for record in self._records]

    def counts(self) -> dict[str, Any]:
        records = self.records()
        bases = Counter(_base(record["path"]) for record in records)
        return {
            "requests": len(records),
            "api": bases["api"],
            "raw": bases["raw"],
            "web": bases["web"],
            "quota": sum(record["quota_cost"] for record in records),
            "connections": len({record["connection"] for record in records}),
            "by_status": dict(Counter(str(record["status"]) for record in records)),
        }


def _base(path: str) -> str:
    if path.startswith("/api/v3"):
        return "api"
    return "raw" if path.startswith("/raw/") else "web"
