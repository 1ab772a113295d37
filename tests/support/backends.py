"""The two ways Repofolio is set up: one light host, or PostgreSQL and Redis for several."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.support import tables

BACKENDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Servers:
    """Addresses of the session's servers, started when first asked for."""

    postgres: Callable[[], str]
    redis: Callable[[], str]


def environment(
    backend: str, instance: Path, servers: Servers, *, is_empty: bool = False
) -> dict[str, str]:
    """The settings of a fresh instance on ``backend``.

    :param is_empty: its database has no tables for certain.
    """
    settings = {
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": secrets.token_hex(32),
        # Tests ask without pause, all from one address; those of the limit set their own.
        "API_CALLS_PER_MINUTE": "1000000",
    }
    if backend == "postgresql":
        name = f"test_{secrets.token_hex(6)}"
        tables.create_database(servers.postgres(), name, is_empty=is_empty)
        with redis.Redis.from_url(servers.redis()) as client:
            client.flushall()
        settings["DATABASE_URL"] = f"{servers.postgres()}/{name}"
        settings["QUEUE_URL"] = servers.redis()
    return settings
