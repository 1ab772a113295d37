"""The two ways Repofolio is set up: one light host, or PostgreSQL and Redis for several."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

BACKENDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Servers:
    """Addresses of the session's servers, started when first asked for."""

    postgres: Callable[[], str]
    redis: Callable[[], str]


def environment(backend: str, instance: Path, servers: Servers) -> dict[str, str]:
    """The settings of a fresh, empty instance on ``backend``."""
    settings = {
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": secrets.token_hex(32),
        # Tests ask without pause, all from one address; those of the limit set their own.
        "API_CALLS_PER_MINUTE": "1000000",
    }
    if backend == "postgresql":
        name = f"test_{secrets.token_hex(6)}"
        with psycopg.connect(f"{servers.postgres()}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        with redis.Redis.from_url(servers.redis()) as client:
            client.flushall()
        settings["DATABASE_URL"] = f"{servers.postgres()}/{name}"
        settings["QUEUE_URL"] = servers.redis()
    return settings
