"""``kill -9`` at every step boundary: the import still ends, once, and frees its lease."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from importer.database import db
from importer.models import ImportJob, ImportLease, JobState, Project
from tests.support import crashing
from tests.support.stack import Client, Stack, eventually, kill

ADDRESS = "northgate/parcel-api"
WORKER_POINTS = sorted(
    point for point in [*crashing.BEFORE, *crashing.AFTER] if point.startswith("worker")
)


def _crash_worker(stack: Stack, point: str) -> None:
    process = stack.start(sys.executable, "-m", "tests.support.crashing", point)
    assert process.wait(timeout=60) == -signal.SIGKILL, stack.log()
    kill(process)


def _post_to_dying_web_server(stack: Stack, point: str, grave: Path) -> Client:
    """The client whose answer never came; gunicorn has started another process by then."""
    api = stack.api(stack.prepare("alice")["alice"])
    stack.start_web(f"tests.support.crashing:web_app('{point}', '{grave}')")
    with pytest.raises(requests.ConnectionError):
        api.start_import(ADDRESS)
    assert grave.exists()
    stack.await_web()
    return api


def _ended() -> ImportJob | None:
    db.session.remove()
    job = db.session.scalar(select(ImportJob))
    return job if job and job.finished else None


def _await_one_project_and_a_free_lease(stack: Stack) -> ImportJob:
    with stack.inside():
        job = eventually(_ended, seconds=60)
        assert job.state == JobState.SUCCEEDED, job.error
        assert db.session.scalar(select(func.count()).select_from(Project)) == 1
        assert db.session.scalars(select(ImportLease.job_id)).all() == [None]
    return job


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_import_survives_the_death_of_its_worker(stack: Stack, point: str):
    stack.prepare("alice")
    stack.submit("alice", ADDRESS)
    _crash_worker(stack, point)
    stack.start_worker()
    job = _await_one_project_and_a_free_lease(stack)
    claimed_before = point not in ("worker-before-claim", "worker-after-final-transaction")
    assert job.attempt == (2 if claimed_before else 1)


def test_admission_cut_before_its_commit_leaves_nothing(stack: Stack, tmp_path: Path):
    api = _post_to_dying_web_server(stack, "web-inside-admission", tmp_path / "grave")
    with stack.inside():
        assert db.session.scalar(select(func.count()).select_from(ImportJob)) == 0
        assert db.session.scalars(select(ImportLease.job_id)).all() == [None]
    task_id = api.start_import(ADDRESS)
    stack.start_worker()
    assert _await_one_project_and_a_free_lease(stack).public_id == task_id


@pytest.mark.parametrize("point", ["web-between-commit-and-enqueue", "web-after-enqueue"])
def test_admitted_import_runs_although_nobody_was_told(stack: Stack, tmp_path: Path, point: str):
    api = _post_to_dying_web_server(stack, point, tmp_path / "grave")
    again = api.post("/api/github/import-async/", {"url": ADDRESS})
    assert (again.status_code, again.json()["error_code"]) == (409, "IMPORT_IN_PROGRESS")
    stack.start_worker()
    job = _await_one_project_and_a_free_lease(stack)
    assert job.attempt == 1
    # Who asks again has lost nothing by not being told.
    assert job.public_id in again.text
    assert api.status(job.public_id)["status"] == "SUCCESS"


@pytest.mark.parametrize("call", [r"/git/trees/", r"/raw/"])
def test_import_survives_a_worker_killed_while_it_waits_for_the_forge(stack, forge, call):
    stack.prepare("alice")
    stack.submit("alice", ADDRESS)
    worker = stack.start_worker()
    with forge.holding(call) as held:
        held.wait(at_least=1)
        kill(worker)
    stack.start_worker()
    assert _await_one_project_and_a_free_lease(stack).attempt == 2


def test_worker_thought_dead_does_not_overwrite_its_successor(stack, forge):
    """A worker that is paused, taken for dead, and wakes up again."""
    stack.prepare("alice")
    stack.submit("alice", ADDRESS)
    paused = stack.start_worker()
    with forge.holding(r"/languages") as held:
        held.wait(at_least=1)
        os.killpg(paused.pid, signal.SIGSTOP)
    stack.start_worker()
    job = _await_one_project_and_a_free_lease(stack)
    assert job.attempt == 2
    os.killpg(paused.pid, signal.SIGCONT)
    # It finds out at its next write, whichever that is.
    eventually(lambda: "taken over" in stack.log() or "ended meanwhile" in stack.log())
    _await_one_project_and_a_free_lease(stack)


def test_forged_payload_is_ignored_and_the_worker_lives(light_stack):
    stack = light_stack
    stack.prepare("alice")
    script = (
        "from wsgi import app; from importer.extensions import huey;"
        "[huey.storage.enqueue(data) for data in (b'', b'x' * 40, b'\\x80\\x04.', b'{}' * 500)]"
    )
    subprocess.run(
        [sys.executable, "-c", script], env=stack.environment, check=True, timeout=60, cwd="."
    )
    worker = stack.start_worker()
    stack.submit("alice", ADDRESS)
    _await_one_project_and_a_free_lease(stack)
    assert worker.poll() is None
    assert "not signed by this instance" in stack.log()
