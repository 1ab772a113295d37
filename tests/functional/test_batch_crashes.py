"""``kill -9`` of workers in the middle of a batch, again and again: what was promised holds."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select, update

from importer import tasks
from importer.accounts import users
from importer.clock import now
from importer.database import db, writing
from importer.models import (
    Channel,
    ImportBatch,
    ImportJob,
    ImportLease,
    JobState,
    Notification,
    Project,
)
from importer.notifications import devices
from importer.notifications.devices import Subscription
from importer.notifications.webhooks import registry
from importer.notifications.webpush.encryption import encode, point
from tests.support.receiver import Receiver, receiving
from tests.support.stack import PROJECT, Stack, eventually, running
from tools.sample_forge.control import SampleForge
from tools.sample_forge.generated import generated_repositories

REPOSITORIES = [one.full_name for one in generated_repositories() if not one.private]
# The other set-up has the same promises and is slower to come back; see the other tests for it.
KILLS_AND_JOBS = {"sqlite": (20, 40), "postgresql": (5, 10)}
SEED = 20261125
LATENCY_MS = 80
LONGEST_PAUSE_SECONDS = 0.25


@contextmanager
def _nursery(stack: Stack, log: Path) -> Iterator["Nursery"]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"],
            cwd=PROJECT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
            text=True,
        )
    nursery = Nursery(process)
    try:
        yield nursery
    finally:
        nursery.close()


class Nursery:
    """:ivar workers: numbers of the processes that live."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.workers: list[int] = []

    def add(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("one\n")
        self._process.stdin.flush()
        self.workers.append(int(self._process.stdout.readline()))

    def kill(self, worker: int) -> None:
        """Its whole group, and see it gone."""
        self.workers.remove(worker)
        os.killpg(worker, signal.SIGKILL)
        eventually(lambda: not Path(f"/proc/{worker}").exists())

    def close(self) -> None:
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.killpg(worker, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def outside() -> Iterator[Receiver]:
    """Push service at ``/push``, the person's program at ``/hook``."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def told(
    environment: dict[str, str], forge: SampleForge, outside: Receiver, tmp_path: Path
) -> Iterator[Stack]:
    """An instance whose Alice is told by push and by webhook."""
    settings = environment | forge.environment()
    settings["OUTBOUND_ALLOW"] = f"{settings['OUTBOUND_ALLOW']},{outside.place}"
    with running(settings, tmp_path / "processes.log") as stack:
        stack.prepare("alice")
        with stack.inside():
            alice = users.by_name("alice")
            assert alice is not None
            key = ec.generate_private_key(ec.SECP256R1()).public_key()
            keys = (encode(point(key)), encode(b"sixteen bytes ok"))
            box = tasks.toolbox().settings
            devices.register(alice.id, Subscription(outside.url("/push"), *keys), "Firefox", box)
            registry.set_up(alice.id, outside.url("/hook"), box)
        yield stack


def test_batch_survives_workers_killed_at_random(
    told: Stack, forge: SampleForge, backend: str, outside: Receiver, tmp_path: Path
) -> None:
    """All end well, in their order, each project once, the lease is free and nobody is told twice,
    wherever in an import the workers die."""
    kills, count = KILLS_AND_JOBS[backend]
    urls = REPOSITORIES[:count]
    # An import then takes long enough to be killed in, and no longer.
    forge.set_latency(LATENCY_MS)
    with told.inside(), _nursery(told, tmp_path / "processes.log") as nursery:
        alice = users.by_name("alice")
        assert alice is not None
        tasks.start_batch(alice, tasks.plan_batch(alice, "\n".join(urls)))
        for _ in range(2):
            nursery.add()
        _kill_at_random(nursery, kills)
        eventually(_is_over, seconds=120)
        _assert_all_is_well(urls)
        # Many died in the midst of an import and not beside it.
        assert _runs_cut_short() >= kills // 4
        _age_claims()
        eventually(lambda: _told(outside) == {"import.finished": count, "batch.finished": 1})
        eventually(lambda: _states() == {"sent"})
    assert _told(outside) == {"import.finished": count, "batch.finished": 1}
    assert sum(request.path == "/push" for request in outside.received) == 1


def _kill_at_random(nursery: Nursery, kills: int) -> None:
    """One of the two each time, a random while after an import has ended: so none loses all of its
    attempts."""
    chance = random.Random(SEED)
    for left in range(kills, 0, -1):
        before = _ended()
        eventually(lambda before=before: _ended() > before)
        time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
        assert not _is_over(), f"{left} of {kills} were still to be killed"
        nursery.kill(chance.choice(nursery.workers))
        nursery.add()


def _assert_all_is_well(urls: list[str]) -> None:
    db.session.remove()
    jobs = db.session.scalars(select(ImportJob).order_by(ImportJob.id)).all()
    assert [(job.path, job.state, job.error) for job in jobs] == [
        (url, JobState.SUCCEEDED, None) for url in urls
    ]
    in_order_of_start = select(ImportJob.path).order_by(ImportJob.started_at)
    assert list(db.session.scalars(in_order_of_start)) == urls
    assert sorted(db.session.scalars(select(Project.path))) == sorted(urls)
    assert db.session.scalars(select(ImportLease.job_id)).all() == [None]


def _told(outside: Receiver) -> Counter[str]:
    """What the webhook was told, each delivery once, as its receivers are to count."""
    return Counter(
        {
            request.headers["x-repofolio-delivery"]: request.headers["x-repofolio-event"]
            for request in outside.received
            if request.path == "/hook"
        }.values()
    )


def _states() -> set[str]:
    """Of all that leaves the house."""
    db.session.remove()
    query = select(Notification.state).where(Notification.channel != Channel.PAGE)
    return set(db.session.scalars(query))


def _age_claims() -> None:
    """As if the minute were over after which a claim counts as a dead worker's."""
    db.session.remove()
    dead = (Notification.state == "sending", Notification.claimed_at < now() - timedelta(seconds=2))
    with writing() as session:
        long_ago = now() - timedelta(hours=1)
        session.execute(update(Notification).where(*dead).values(claimed_at=long_ago))


def _runs_cut_short() -> int:
    db.session.remove()
    return db.session.scalar(select(func.sum(ImportJob.attempt - 1))) or 0


def _ended() -> int:
    db.session.remove()
    count = select(func.count()).where(ImportJob.finished_at.is_not(None))
    return db.session.scalar(count) or 0


def _is_over() -> bool:
    db.session.remove()
    return db.session.scalars(select(ImportBatch)).one().finished_at is not None
