"""From enqueueing a task to its first line, on an idle queue, beside Celery with Redis.

The two take turns in one run, so that whatever else the machine does hits both alike. The time
begins before the call that enqueues, so a slow enqueue counts as well.
"""

import contextlib
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.contender import Contender, contender
from bench.instance import Instance, instance
from bench.rival import installed
from bench.table import Limit, Row, Table
from tests.support.servers import redis_program, redis_server

TASKS = 60
WARM_UP = 10
LIMIT = Limit("limit", "median", 3)
OURS, RIVAL = "Repofolio (SQLite, 4 threads)", "Celery + Redis (prefork 2)"


def measure(repeats: int) -> Table:
    notes = ["The two take turns, with a random pause before each task; all runs count."]
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(instance())
        contenders = {OURS: stack.enter_context(_ours(here))}
        try:
            contenders[RIVAL] = stack.enter_context(_celery())
        except (LookupError, OSError, subprocess.CalledProcessError) as error:
            notes.append(f"Without the rival: {error}")
        samples = _take_turns(contenders, repeats * TASKS)
    limits = [LIMIT]
    if RIVAL in samples:
        limits.append(Limit("rival", "median", statistics.median(samples[RIVAL])))
    rows = [
        Row(name, taken, limits=limits if name == OURS else ()) for name, taken in samples.items()
    ]
    return Table("From enqueue to start, idle queue", rows, notes)


def _take_turns(contenders: dict[str, Contender], rounds: int) -> dict[str, list[float]]:
    samples: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(WARM_UP + rounds):
        for name, one in contenders.items():
            # Long enough for everybody to have gone back to waiting, and never in step with it.
            time.sleep(random.uniform(0.01, 0.03))
            taken = one.milliseconds()
            if number >= WARM_UP:
                samples[name].append(taken)
    return samples


def _ours(here: Instance) -> contextlib.AbstractContextManager[Contender]:
    command = [sys.executable, "-m", "bench.ours"]
    return contender([*command, "consume"], [*command, "produce"], here.environment)


@contextlib.contextmanager
def _celery() -> Iterator[Contender]:
    """:raises LookupError: Redis is not installed."""
    if redis_program() is None:
        raise LookupError("redis-server is not installed")
    python = str(installed.python())
    worker = "celery -A bench.rival.tasks worker --pool prefork --concurrency 2 --loglevel ERROR"
    with (
        redis_server() as address,
        contender(
            [python, "-m", *worker.split()],
            [python, "-m", "bench.rival.tasks"],
            {"BENCH_BROKER": address},
        ) as rival,
    ):
        yield rival
