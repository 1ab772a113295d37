"""What stops a running import: its time, its person, its worker's end."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from importer.database import db
from importer.errors import ImportTimeout
from importer.models import ImportJob, JobState
from importer.workflow import runs
from importer.workflow.checkpoint import BEAT_SECONDS, Checkpoint, WorkerStopping
from importer.workflow.runs import RunLost

from .conftest import FACTS, Instance, events, fresh, projects

PATIENCE_SECONDS = 30


def _in_a_thread(app: Flask, action: Callable[[], object]) -> threading.Thread:
    def act() -> None:
        with app.app_context():
            action()
            db.session.remove()

    thread = threading.Thread(target=act)
    thread.start()
    return thread


@contextlib.contextmanager
def _while_held(instance: Instance, forge, pattern: str, action: Callable[[], object]):
    """Do something as soon as a request waits at the forge; the answer never comes meanwhile."""
    with forge.holding(pattern) as hold:

        def act() -> None:
            hold.wait(timeout=PATIENCE_SECONDS)
            action()

        thread = _in_a_thread(instance.app, act)
        yield hold
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def quick(make_instance) -> Instance:
    return make_instance(IMPORT_TIMEOUT="1")


@pytest.mark.parametrize("pattern", [FACTS, r"/languages", r"/raw/"])
def test_import_ends_in_time_although_the_forge_does_not_answer(quick, forge, pattern):
    with forge.holding(pattern):
        job = quick.import_()
    _assert_out_of_time(quick, job)


def test_import_ends_in_time_although_the_answer_drips(quick, forge):
    forge.misbehave(FACTS, drip_ms=500)
    _assert_out_of_time(quick, quick.import_())


def _assert_out_of_time(instance: Instance, job: ImportJob) -> None:
    assert (job.state, job.error_code) == (JobState.FAILED, "IMPORT_TIMEOUT")
    assert "IMPORT_TIMEOUT" in job.suggestion
    assert (job.run_id, job.attempt) == (None, 1)
    assert instance.lease_is_free
    assert projects() == []


@pytest.mark.parametrize("pattern", [FACTS, r"/git/trees/", r"/contributors", r"/raw/"])
def test_cancel_ends_a_run_that_waits_for_the_forge(instance, forge, pattern, caplog):
    caplog.set_level(logging.INFO)
    job = instance.submit()
    with _while_held(instance, forge, pattern, lambda: runs.cancel(job)) as hold:
        ended = instance.run(job)
        # The run is over, and the forge has not answered yet.
        assert forge.waiting(pattern) >= 1
        hold.release()
    assert (ended.state, ended.error_code) == (JobState.CANCELED, "IMPORT_CANCELED")
    assert instance.lease_is_free
    assert projects() == []
    assert "it was canceled or taken over" in caplog.text
    assert "canceled" in events(job)[-1].message


def test_cancel_in_the_middle_of_the_analysis_writes_nothing(instance, monkeypatch):
    from_the_start = threading.Event()
    job = instance.submit()

    def checkpoint_seen(source, *, timeout, checkpoint):
        from_the_start.set()
        while True:
            checkpoint()
            time.sleep(0.05)

    monkeypatch.setattr(
        type(instance.toolbox.sandbox),
        "run",
        lambda self, function, source, **how: checkpoint_seen(source, **how),
    )

    def cancel() -> None:
        assert from_the_start.wait(PATIENCE_SECONDS)
        runs.cancel(job)

    thread = _in_a_thread(instance.app, cancel)
    assert instance.run(job).state == JobState.CANCELED
    thread.join(PATIENCE_SECONDS)
    assert projects() == []


@pytest.mark.parametrize("pattern", [FACTS, r"/raw/"])
def test_worker_that_stops_gives_the_import_back(instance, forge, pattern):
    job = instance.submit()
    with _while_held(instance, forge, pattern, instance.stopping.set):
        given_back = instance.run(job)
        assert (given_back.state, given_back.run_id) == (JobState.QUEUED, None)
        assert (given_back.attempt, given_back.error_code) == (0, None)
        assert given_back.message == "Waiting to start…"
        assert not instance.lease_is_free
    instance.stopping.clear()
    again = instance.run(job)
    assert (again.state, again.attempt) == (JobState.SUCCEEDED, 1)


def test_cancel_while_the_worker_stops_is_still_a_cancel(instance, forge, caplog):
    job = instance.submit()

    def cancel_and_stop() -> None:
        runs.cancel(job)
        instance.stopping.set()

    with _while_held(instance, forge, FACTS, cancel_and_stop):
        ended = instance.run(job)
    assert ended.state == JobState.CANCELED
    assert instance.lease_is_free
    assert "Traceback" not in caplog.text


def test_worker_that_stops_before_the_first_step_takes_nothing_with_it(instance, forge):
    instance.stopping.set()
    job = instance.import_()
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)
    assert forge.requests() == []


@pytest.fixture
def run(instance) -> Iterator[runs.Run]:
    claimed = runs.claim(instance.submit().id, None)
    assert claimed is not None
    return claimed


def _beat_of(run: runs.Run):
    return fresh(db.session.get_one(ImportJob, run.job_id)).heartbeat_at


def test_stopping_comes_before_the_time_that_is_over(run):
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(WorkerStopping):
        Checkpoint(run, -1, stopping)()


def test_time_that_is_over_is_told(run):
    with pytest.raises(ImportTimeout):
        Checkpoint(run, -1, threading.Event())()


def test_heart_beats_once_a_second_at_most(run):
    checkpoint = Checkpoint(run, 60, threading.Event())
    before = _beat_of(run)
    checkpoint()
    assert _beat_of(run) == before
    deadline = time.monotonic() + PATIENCE_SECONDS
    began = time.monotonic()
    while _beat_of(run) == before:
        assert time.monotonic() < deadline
        checkpoint()
    assert time.monotonic() - began >= BEAT_SECONDS / 2


def test_lost_job_is_noticed_with_the_next_beat(run):
    checkpoint = Checkpoint(run, 60, threading.Event())
    runs.cancel(db.session.get_one(ImportJob, run.job_id))

    def until_noticed() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            checkpoint()

    with pytest.raises(RunLost):
        until_noticed()
