"""What is shown of an import in each of its states, and to whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.errors import ForgeUnreachable, RateLimited, RepositoryNotFound
from importer.models import ImportEvent, ImportJob, Step, User, Worker
from importer.workflow import admission, pace, publish, runs, status, workers
from importer.workflow.status import JobView
from tests.support.samples import REF, snapshot

pytestmark = pytest.mark.usefixtures("app")

SECOND = timedelta(seconds=1)
AHEAD = [("ahead", None)] * 4


@pytest.fixture
def job(make_user):
    return admission.admit(make_user("alice").id, REF)


def _set(job: ImportJob, **values: object) -> None:
    with writing() as session:
        session.execute(update(ImportJob).where(ImportJob.id == job.id).values(**values))


def _view(job: ImportJob) -> JobView:
    db.session.expire_all()
    return status.view(db.session(), db.session.get_one(ImportJob, job.id))


def _shown(job: ImportJob) -> list[tuple[str, int | None]]:
    """Each step's state, and its time in whole seconds."""
    steps = _view(job).steps
    assert [step.step for step in steps] == list(Step)
    return [(s.state, None if s.seconds is None else round(s.seconds)) for s in steps]


def _claim(job: ImportJob, worker_id: str | None = None) -> runs.Run:
    run = runs.claim(job.id, worker_id)
    assert run is not None
    return run


def _begin(run: runs.Run, *began: tuple[Step, int]) -> datetime:
    """Report steps, and let each have begun that many seconds ago."""
    moment = now()
    for step, ago in began:
        runs.report(run, step, 10, f"{step}…")
        with writing() as session:
            last = session.query(ImportEvent).order_by(ImportEvent.id.desc()).first()
            last.at = moment - ago * SECOND
    return moment


def _succeed(run: runs.Run) -> None:
    publish.publish(run, snapshot(), analyse(snapshot()))


def test_queued_job_has_everything_ahead(job):
    assert _shown(job) == AHEAD
    view = _view(job)
    assert (view.eta, view.project, view.worker_missing) == (None, None, False)
    assert 0 <= view.elapsed < 60


def test_running_job_shows_what_each_step_took_and_has_been_taking(job):
    _begin(_claim(job), (Step.RESOLVE, 9), (Step.FETCH, 5))
    assert _shown(job) == [("done", 4), ("now", 5), ("ahead", None), ("ahead", None)]


def test_claimed_job_that_has_not_begun_shows_no_times(job):
    _claim(job)
    assert _shown(job) == AHEAD


def test_waiting_job_stands_still_at_its_step(job):
    run = _claim(job)
    _begin(run, (Step.RESOLVE, 3))
    runs.wait(run, RateLimited(now()), now() + timedelta(minutes=1), counts=False)
    assert [state for state, _ in _shown(job)] == ["now", "ahead", "ahead", "ahead"]
    assert _view(job).eta is None


def test_second_attempt_counts_its_own_times(job):
    first = _claim(job)
    _begin(first, (Step.RESOLVE, 100), (Step.FETCH, 90))
    runs.wait(first, ForgeUnreachable(), now() - SECOND, counts=True)
    _begin(_claim(job), (Step.RESOLVE, 4))
    assert _shown(job) == [("now", 4), ("ahead", None), ("ahead", None), ("ahead", None)]


def test_succeeded_job_shows_what_every_step_took(job):
    run = _claim(job)
    moment = _begin(run, (Step.RESOLVE, 20), (Step.FETCH, 15), (Step.ANALYSE, 9), (Step.SAVE, 2))
    _succeed(run)
    _set(job, finished_at=moment)
    assert _shown(job) == [("done", 5), ("done", 6), ("done", 7), ("done", 2)]
    view = _view(job)
    assert view.project is not None
    assert (view.project.path, view.eta, view.worker_missing) == (REF.path, None, False)
    assert view.elapsed == (moment - view.job.created_at).total_seconds()


def test_failed_job_shows_where_and_after_how_long(job):
    run = _claim(job)
    moment = _begin(run, (Step.RESOLVE, 8), (Step.FETCH, 6))
    runs.fail(run, RepositoryNotFound())
    _set(job, finished_at=moment)
    assert _shown(job) == [("done", 2), ("failed", 6), ("ahead", None), ("ahead", None)]


def test_canceled_job_has_stopped_but_not_failed(job):
    run = _claim(job)
    moment = _begin(run, (Step.RESOLVE, 8), (Step.FETCH, 6))
    assert runs.cancel(job)
    _set(job, finished_at=moment)
    assert _shown(job) == [("done", 2), ("stopped", 6), ("ahead", None), ("ahead", None)]


def test_job_canceled_before_it_began_has_everything_ahead(job):
    assert runs.cancel(job)
    assert _shown(job) == AHEAD


def test_job_given_back_begins_anew(job):
    run = _claim(job)
    _begin(run, (Step.RESOLVE, 8), (Step.FETCH, 6))
    runs.give_back(run)
    assert _shown(job) == AHEAD


def test_clock_set_back_makes_no_negative_times(job):
    run = _claim(job)
    _begin(run, (Step.RESOLVE, 5), (Step.FETCH, 9), (Step.ANALYSE, -30))
    assert all(seconds is None or seconds >= 0 for _, seconds in _shown(job))


def test_log_stands_in_order(job):
    _succeed(_claim(job))
    told = [event.message for event in _view(job).events]
    assert (told[0], told[-1]) == (
        f"Import of {REF.path} started…",
        f"Successfully imported {REF.path}",
    )


@pytest.mark.parametrize("state", ["queued", "running", "waiting"])
def test_worker_that_has_been_silent_is_missed_by_jobs_that_need_one(job, state):
    worker_id = workers.sign_on(4)
    _set(job, state=state, worker_id=worker_id, created_at=now() - timedelta(minutes=1))
    assert not _view(job).worker_missing
    with writing() as session:
        session.execute(update(Worker).values(seen_at=now() - 11 * SECOND))
    assert _view(job).worker_missing
    workers.sign_off(worker_id)
    assert _view(job).worker_missing


def test_nobody_is_missed_in_the_first_seconds(job):
    assert not _view(job).worker_missing


@pytest.mark.parametrize("state", ["succeeded", "failed", "canceled"])
def test_ended_job_misses_nobody(job, state):
    _set(job, state=state, created_at=now() - timedelta(minutes=1), finished_at=now())
    assert not _view(job).worker_missing


def test_import_in_the_foreground_needs_no_worker(job):
    _claim(job, None)
    _set(job, created_at=now() - timedelta(minutes=1))
    assert not _view(job).worker_missing


def test_first_import_of_a_host_has_no_estimate(job):
    _claim(job)
    assert _view(job).eta is None


def _begun(job: ImportJob, step: Step, seconds_ago: float) -> None:
    runs.report(_claim(job), step, 10, "…", size="small")
    _set(job, step_at=now() - seconds_ago * SECOND)


def test_estimate_is_what_is_left_of_the_usual_time(job, fresh_pace):
    for _ in range(pace.TRUSTED):
        pace.learn("github", "small", dict(zip(Step, (5, 20, 10, 1), strict=True)))
    _begun(job, Step.FETCH, 8)
    found = _view(job).eta
    assert (found.likely, found.is_trusted) in {(23, True), (22, True)}
    assert status.eta_seconds(db.session(), job) == found.likely


def test_import_past_its_usual_time_has_no_estimate(job, fresh_pace):
    for _ in range(pace.TRUSTED):
        pace.learn("github", "small", dict(zip(Step, (5, 20, 10, 1), strict=True)))
    _begun(job, Step.FETCH, 900)
    assert _view(job).eta is None


def test_import_is_its_owners_and_the_administrators(job, make_user):
    owner = db.session.get_one(User, job.user_id)
    dora, carol = make_user("dora", is_admin=True), make_user("carol")
    session = db.session()
    assert status.owned(session, owner, job.public_id).id == job.id
    assert status.owned(session, dora, job.public_id).id == job.id
    assert status.owned(session, carol, job.public_id) is None


def test_id_is_taken_to_the_letter(job, make_user):
    dora = make_user("dora", is_admin=True)
    for near in (job.public_id.upper(), job.public_id + "\n", f" {job.public_id}", str(job.id)):
        assert status.owned(db.session(), dora, near) is None
