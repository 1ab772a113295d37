"""The sweeper: what was left lying is found, what is in order is left alone."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import update

from importer.clock import now
from importer.database import db, writing
from importer.models import ImportJob, ImportLease, JobState, Worker
from importer.workflow import admission, runs, sweep, workers
from importer.workflow.runs import MAX_ATTEMPTS
from importer.workflow.sweep import Sweeping
from tests.support.samples import REF

pytestmark = pytest.mark.usefixtures("any_app")

LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def job(make_user):
    return admission.admit(make_user("alice").id, REF)


def _set(job: ImportJob, **values: object) -> None:
    with writing() as session:
        session.execute(update(ImportJob).where(ImportJob.id == job.id).values(**values))


def _fresh(job: ImportJob) -> ImportJob:
    return db.session.get_one(ImportJob, job.id, populate_existing=True)


def _sweep(*, queue_is_empty: bool = True) -> Sweeping:
    return sweep.sweep(lambda: queue_is_empty)


def test_nothing_is_done_when_all_is_well(job):
    runs.claim(job.id, workers.sign_on(4))
    assert not _sweep().found_something


def test_job_of_a_silent_worker_goes_back_to_the_queue(job):
    worker_id = workers.sign_on(4)
    runs.claim(job.id, worker_id)
    with writing() as session:
        session.execute(
            update(Worker).where(Worker.id == worker_id).values(seen_at=now() - LONG_AGO)
        )
    done = _sweep()
    assert (done.buried, done.requeued, done.nudges) == (1, 1, [job.id])
    assert (_fresh(job).state, _fresh(job).run_id) == (JobState.QUEUED, None)


def test_worker_whose_process_is_gone_is_dead_at_once(job):
    worker_id = workers.sign_on(4)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with writing() as session:
        session.execute(update(Worker).where(Worker.id == worker_id).values(pid=gone.pid))
    runs.claim(job.id, worker_id)
    assert _sweep().requeued == 1


def test_process_number_means_nothing_on_another_host(job):
    worker_id = workers.sign_on(4)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with writing() as session:
        session.execute(
            update(Worker)
            .where(Worker.id == worker_id)
            .values(pid=gone.pid, place="another boot/another namespace")
        )
    runs.claim(job.id, worker_id)
    assert not _sweep().found_something


def test_hung_job_is_taken_from_a_living_worker(job):
    run = runs.claim(job.id, workers.sign_on(4))
    _set(job, heartbeat_at=now() - LONG_AGO)
    assert _sweep().requeued == 1
    with pytest.raises(runs.RunLost):
        runs.beat(run)


def test_job_that_failed_every_attempt_is_given_up_and_frees_the_lease(job):
    for _ in range(MAX_ATTEMPTS):
        assert runs.claim(job.id, "no such worker") is not None
        done = _sweep()
    assert done.given_up == 1
    ended = _fresh(job)
    assert (ended.state, ended.error_code) == (JobState.FAILED, "IMPORT_FAILED")
    assert db.session.get_one(ImportLease, job.user_id, populate_existing=True).job_id is None


def test_fresh_job_is_not_nudged_before_its_own_nudge_had_time(job):
    assert _sweep().nudges == []


def test_forgotten_job_is_nudged_when_the_queue_is_empty(job):
    _set(job, nudged_at=now() - timedelta(seconds=5))
    assert _sweep(queue_is_empty=False).nudges == []
    assert _sweep().nudges == [job.id]


def test_forgotten_job_is_nudged_in_the_end_though_the_queue_is_never_empty(job):
    _set(job, nudged_at=now() - LONG_AGO)
    assert _sweep(queue_is_empty=False).nudges == [job.id]
    _set(job, nudged_at=now())
    assert _sweep(queue_is_empty=False).nudges == []


def test_waiting_job_is_nudged_when_its_time_has_come(job):
    run = runs.claim(job.id, "w")
    error = runs.RepofolioError("wait")
    runs.wait(run, error, now() + timedelta(hours=1), counts=False)
    assert _sweep().nudges == []
    _set(job, resume_at=now() - timedelta(seconds=1))
    assert _sweep(queue_is_empty=False).nudges == [job.id]


def test_job_that_a_stopping_worker_gave_back_is_nudged_at_once(job):
    runs.give_back(runs.claim(job.id, "w"))
    assert _sweep(queue_is_empty=False).nudges == [job.id]


def test_lease_of_an_ended_job_is_freed(job):
    _set(job, state=JobState.FAILED)
    assert _sweep().leases_freed == 1
    assert admission.admit(job.user_id, REF).state == JobState.QUEUED


def test_lease_of_a_living_job_is_kept(job):
    assert _sweep().leases_freed == 0


def test_own_process_is_not_taken_for_dead(job):
    worker_id = workers.sign_on(4)
    assert db.session.get_one(Worker, worker_id).pid == os.getpid()
    assert workers.dead(db.session()) == []
    assert [worker.id for worker in workers.alive(db.session())] == [worker_id]
