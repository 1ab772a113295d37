"""Real PostgreSQL and Redis servers, started on free ports of the loopback."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

START_SECONDS = 30


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_programs() -> Path | None:
    """Debian keeps the newest server's programs out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def redis_program() -> str | None:
    return shutil.which("redis-server")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A throw-away cluster; yields its address without a database name."""
    programs = postgres_programs()
    assert programs, "PostgreSQL is not installed"
    port = free_port()
    # Not pytest's own folder: PostgreSQL runs as another account, which must reach its data.
    with tempfile.TemporaryDirectory(prefix="repofolio-pg-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(data, account.pw_uid, account.pw_gid)
        as_user = _as_postgres()
        subprocess.run(
            [*as_user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        options = [
            f"-cport={port}",
            "-clisten_addresses=127.0.0.1",
            "-cunix_socket_directories=",
            "-cfsync=off",
            "-cmax_connections=200",
        ]
        server = subprocess.Popen(
            [*as_user, programs / "postgres", "-D", data, *options],
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        address = f"postgresql://postgres@127.0.0.1:{port}"
        try:
            _wait(lambda: psycopg.connect(f"{address}/postgres").close(), psycopg.Error)
            yield address
        finally:
            # Not SIGTERM, at which it waits for every client to leave; and to the server itself,
            # as the process between does not hand this signal on.
            leader = int((data / "postmaster.pid").read_text().split()[0])
            os.kill(leader, signal.SIGINT)
            server.wait(timeout=START_SECONDS)


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """A server that keeps nothing on disk; yields its address."""
    program = redis_program()
    assert program, "Redis is not installed"
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    address = f"redis://127.0.0.1:{port}/0"
    try:
        _wait(lambda: _ping(address), redis.RedisError)
        yield address
    finally:
        server.terminate()
        server.wait()


def _ping(address: str) -> None:
    with redis.Redis.from_url(address) as client:
        client.ping()


def _wait(attempt: object, error: type[Exception]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            attempt()  # type: ignore[operator]
            return
        except error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _as_postgres() -> list[str]:
    # The server refuses to run as root, which CI machines often are.
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
