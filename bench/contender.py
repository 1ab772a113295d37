"""A queue with a consumer, and a producer that enqueues when told to."""

import contextlib
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench import PROJECT, stopwatch
from bench.instance import running

START_SECONDS = 60.0
LOST_SECONDS = 20.0


class Contender:
    """:param producer: reads lines from its standard input and enqueues a task for each.
    :param reports: where the tasks send how long they took to start."""

    def __init__(self, producer: subprocess.Popen[str], reports: socket.socket) -> None:
        self._producer = producer
        self._reports = reports
        # The first task waits for the consumer to be there at all.
        self.milliseconds(START_SECONDS)

    def milliseconds(self, patience: float = LOST_SECONDS) -> float:
        """Enqueue a task; the time from before that to the task's first line.

        :raises TimeoutError: it never started.
        """
        assert self._producer.stdin
        self._producer.stdin.write("\n")
        self._producer.stdin.flush()
        self._reports.settimeout(patience)
        return int(self._reports.recv(64)) / 1e6


@contextlib.contextmanager
def contender(
    consume: Sequence[str], produce: Sequence[str], environment: Mapping[str, str]
) -> Iterator[Contender]:
    """Start consumer and producer; both end with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="repofolio-bench-") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as reports,
    ):
        path = Path(folder) / "reports"
        reports.bind(str(path))
        env = {**os.environ, **environment, stopwatch.SOCKET: str(path)}
        with running(consume, env), _producer(produce, env) as producer:
            yield Contender(producer, reports)


@contextlib.contextmanager
def _producer(command: Sequence[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, cwd=PROJECT, env=dict(env), stdin=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()
