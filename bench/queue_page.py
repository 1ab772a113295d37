"""The queue page with a thousand imports in one batch, as its one person's windows ask for it."""

from datetime import timedelta

from sqlalchemy import select, update

from bench import load, seed
from bench.instance import Instance, instance
from bench.table import Limit, Row, Table, quietest, spread
from importer.clock import now
from importer.database import db, writing
from importer.models import ImportJob, JobState
from importer.snapshot import RepoRef
from importer.workflow import batches
from importer.workflow.batches import Wish

JOBS = 1000
DONE, FAILED = 400, 50
CLIENTS = 2
REQUESTS = 40
PACE_SECONDS = 0.25
LIMIT = Limit("limit", "p99", 60)

PATHS = {
    "page": "/imports",
    "partial": "/imports/queue",
    "hundred that wait": "/imports/queue?section=waiting",
    "search": "/imports/queue?q=99",
}


def measure(repeats: int) -> Table:
    table = Table(f"Queue page, a batch of {JOBS:,} ({CLIENTS} windows, 4 requests/s each)")
    with instance() as here, here.web():
        cookie = _prepare(here)
        for what, path in PATHS.items():
            asked = load.request("GET", path, Cookie=cookie)
            lanes = [[asked] * REQUESTS for _ in range(CLIENTS)]
            load.run(here.port, lanes[:1])
            runs = [load.run(here.port, lanes, PACE_SECONDS) for _ in range(repeats)]
            if any(set(run.statuses) != {"200"} for run in runs):
                raise RuntimeError(f"{path} was answered {[run.statuses for run in runs]}")
            samples = [run.samples for run in runs]
            table.rows.append(Row(what, quietest(samples), limits=[LIMIT]))
            table.notes.append(f"{what}, p99 of each run: {spread(samples)}")
    return table


def _prepare(here: Instance) -> str:
    (owner,) = here.people(1)
    with here.seeding():
        refs = [RepoRef(seed.HOST, f"{owner.name}/repository-{number}") for number in range(JOBS)]
        batches.start(owner.user_id, [Wish(ref) for ref in refs])
        _end(owner.user_id)
    return seed.session_cookie(here.port, owner)


def _end(user_id: int) -> None:
    """Let the end of the queue have been done long ago, well or badly."""
    ids = db.session.scalars(
        select(ImportJob.id)
        .where(ImportJob.user_id == user_id)
        .order_by(ImportJob.id.desc())
        .limit(DONE + FAILED)
    ).all()
    with writing() as session:
        for place, id in enumerate(ids):
            failed = place < FAILED
            session.execute(
                update(ImportJob)
                .where(ImportJob.id == id)
                .values(
                    state=JobState.FAILED if failed else JobState.SUCCEEDED,
                    position=None,
                    finished_at=now() - timedelta(seconds=place),
                    error="The forge could not be reached." if failed else None,
                )
            )
