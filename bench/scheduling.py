"""Who is served when: fifty people's queues on eight threads, and one import beside a batch.

Imports of a fixed length (``bench.sleeper``), so that nothing but the queue is measured.
"""

import sys
import time

from sqlalchemy import func, select

from bench.instance import Instance, instance, running
from bench.processes import cpu_seconds
from bench.seed import HOST, Person
from bench.table import Limit, Row, Table
from importer import tasks
from importer.database import db
from importer.models import ImportJob, User
from importer.snapshot import RepoRef
from importer.workflow import batches
from importer.workflow.batches import Wish

PEOPLE = 50
JOBS = 20
THREADS = 8
JOB_MS = 100
BATCH = 200
SINGLES = 10
PATIENCE_SECONDS = 300

# 85 % of the ideal throughput.
LONGEST = Limit("limit", "median", 1 / 0.85)
WAIT = Limit("limit", "p99", 2)


def measure(repeats: int) -> Table:
    table = Table(f"Scheduling of imports that take {JOB_MS} ms ({repeats} runs)")
    crowds = [_crowd() for _ in range(repeats)]
    spans, costs = [span for span, _ in crowds], [cost for _, cost in crowds]
    waits = [wait for _ in range(repeats) for wait in _beside_a_batch()]
    what = f"{PEOPLE} × {JOBS} on {THREADS} threads, of ideal"
    table.rows.append(Row(what, spans, "x", [LONGEST]))
    table.rows.append(Row("the worker's processor time, an import", costs))
    table.rows.append(Row(f"single import beside {BATCH}, of one job", waits, "x", [WAIT]))
    table.notes.append(
        f"ideal: {_ideal():.1f} s, all threads busy from the first start to the last end"
    )
    table.notes.append(
        "the single import is another person's, on one thread that the batch keeps busy: 1 x is "
        "the end of the job that runs when it comes"
    )
    return table


def _ideal() -> float:
    return PEOPLE * JOBS * JOB_MS / 1000 / THREADS


def _crowd() -> tuple[float, float]:
    """From the first start to the last end, in multiples of the ideal; and what an import took of
    the worker's processor time, in milliseconds: on a shared machine the truer figure."""
    with instance(WORKERS=str(THREADS)) as here:
        people = here.people(PEOPLE)
        with here.seeding():
            for one in people:
                _start_batch(one, JOBS)
            with _worker(here) as pid:
                _await_ends(1)
                cost = -cpu_seconds([pid])
                _await_ends(PEOPLE * JOBS)
                cost += cpu_seconds([pid])
            begin, end = db.session.execute(
                select(func.min(ImportJob.started_at), func.max(ImportJob.finished_at))
            ).one()
    span = float((end - begin).total_seconds() / _ideal())
    return span, cost * 1000 / (PEOPLE * JOBS)


def _beside_a_batch() -> list[float]:
    """What single imports waited for their start, in multiples of a job's length."""
    with instance(WORKERS="1") as here:
        owner, other = here.people(2)
        with here.seeding(), _worker(here):
            _start_batch(owner, BATCH)
            _await_ends(1)
            for number in range(SINGLES):
                db.session.remove()
                user = db.session.get_one(User, other.user_id)
                tasks.submit(user, f"other/single-{number}")
                _await(lambda wanted=number + 1: _ended(other.user_id) == wanted)
            single = select(ImportJob).where(ImportJob.user_id == other.user_id)
            return [
                (job.started_at - job.created_at).total_seconds() * 1000 / JOB_MS
                for job in db.session.scalars(single)
            ]


def _start_batch(one: Person, count: int) -> None:
    refs = [RepoRef(HOST, f"{one.name}/job-{number}") for number in range(count)]
    batches.start(one.user_id, [Wish(ref) for ref in refs])
    tasks.nudge_holder(one.user_id)


def _worker(here: Instance):
    command = [sys.executable, "-m", "bench.sleeper", str(JOB_MS)]
    return running(command, here.environment)


def _await_ends(count: int) -> None:
    _await(lambda: _ended() >= count)


def _await(look) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        if time.monotonic() > deadline:
            raise RuntimeError("the worker did not get there")
        time.sleep(0.05)


def _ended(user_id: int | None = None) -> int:
    db.session.remove()
    query = select(func.count()).where(ImportJob.finished_at.is_not(None))
    if user_id is not None:
        query = query.where(ImportJob.user_id == user_id)
    return db.session.scalar(query) or 0
