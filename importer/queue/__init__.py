"""Huey, unbound until the application says where the queue lives.

The queue only says "there is work": it carries job ids. What is true stands in ``import_jobs``.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask
from huey import Huey
from huey.storage import BaseStorage, PostgresStorage, RedisStorage
from redis import ConnectionPool

from importer.config import ConfigError
from importer.queue.payload import SignedJsonSerializer
from importer.queue.wake import WakingSqliteStorage

QUEUE_NAME = "repofolio"
_REDIS_SECONDS = 2


class FlaskHuey(Huey):  # type: ignore[misc]
    """A Huey that is declared first and bound later; tasks run in the application's context."""

    app: Flask | None = None

    def __init__(self) -> None:
        # BaseStorage refuses everything until init_app has bound a real one.
        # results=False: outcomes are rows of import_jobs; nobody would ever collect Huey's.
        super().__init__(QUEUE_NAME, results=False, storage_class=BaseStorage)

    def init_app(self, app: Flask, queue_url: str, secret_key: str) -> None:
        """Bind to the storage at ``queue_url``; payloads are signed with ``secret_key``.

        :raises ConfigError: there is none, or it cannot be opened.
        """
        self.app = app
        self.serializer = SignedJsonSerializer(secret_key)
        try:
            self.storage = _open_storage(queue_url)
        except (sqlite3.Error, psycopg.Error, OSError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise ConfigError(
                f"QUEUE_URL must lead to a queue that can be opened ({said})."
            ) from error

    def execute(self, task: Any, timestamp: Any = None) -> Any:
        if self.app is None:
            raise RuntimeError("the queue is not bound to an application yet")
        with self.app.app_context():
            return super().execute(task, timestamp)


def _open_storage(queue_url: str) -> BaseStorage:
    scheme, _, rest = queue_url.partition("://")
    openers: dict[str, Callable[[], BaseStorage]] = {
        "sqlite": lambda: WakingSqliteStorage(QUEUE_NAME, filename=rest.removeprefix("/")),
        "redis": lambda: _redis(queue_url),
        "rediss": lambda: _redis(queue_url),
        "postgresql": lambda: PostgresStorage(QUEUE_NAME, dsn=queue_url),
    }
    return openers[scheme]()


def _redis(queue_url: str) -> RedisStorage:
    # A server that is silent must not hold up the request that starts an import: the job row is
    # committed, and the sweeper nudges it later. Longer than the second a worker's read blocks.
    pool = ConnectionPool.from_url(
        queue_url, socket_connect_timeout=_REDIS_SECONDS, socket_timeout=_REDIS_SECONDS
    )
    return RedisStorage(QUEUE_NAME, connection_pool=pool)


huey = FlaskHuey()
