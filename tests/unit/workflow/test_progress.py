"""A percentage that never goes back, and counts where there is something to count."""

import pytest

from importer.clock import now
from importer.database import db
from importer.models import ImportJob, Step
from importer.workflow import admission, pace, progress, runs, status
from importer.workflow.progress import Progress
from tests.support.samples import REF
from tests.unit.workflow.conftest import fresh

pytestmark = pytest.mark.usefixtures("fresh_pace")


@pytest.fixture
def job(any_app, make_user) -> ImportJob:
    return admission.admit(make_user().id, REF)


def _again(job: ImportJob) -> runs.Run:
    run = runs.claim(job.id, None)
    assert run is not None
    return run


def test_second_attempt_begins_at_the_first_step_and_does_not_go_back(job):
    first = _again(job)
    told = Progress(first)
    told.begin(Step.RESOLVE, "Looking up")
    told.begin(Step.FETCH, "Fetching", files=10)
    told.begin(Step.ANALYSE, "Analysing")
    reached = fresh(job).percent
    assert reached == 60
    runs.give_back(first)
    assert (fresh(job).percent, job.state, job.step) == (reached, "queued", None)
    second = Progress(_again(job))
    second.begin(Step.RESOLVE, "Looking up")
    assert (fresh(job).percent, job.step, job.message) == (reached, "resolve", "Looking up")
    second.begin(Step.SAVE, "Saving")
    assert fresh(job).percent > reached


def test_counts_move_the_percentage_within_a_step_and_are_no_lines_of_the_log(job, monkeypatch):
    monkeypatch.setattr(progress, "COUNT_SECONDS", 0)
    told = Progress(_again(job))
    told.begin(Step.RESOLVE, "Looking up")
    told.counted(1, 3)
    assert fresh(job).percent == 5
    told.begin(Step.FETCH, "Fetching", files=10)
    begun = fresh(job).step_at
    told.counted(6, 12)
    assert (fresh(job).message, job.percent) == ("Fetching: 6 of 12", 43)
    assert job.step_at == begun
    told.counted(6, 12)
    told.counted(12, 12)
    assert fresh(job).message == "Fetching: 6 of 12"
    view = status.view(db.session(), job)
    assert [event.message for event in view.events][1:] == ["Looking up", "Fetching"]


def test_finished_import_teaches_how_long_its_steps_took(job):
    told = Progress(_again(job))
    for step in Step:
        told.begin(step, "…", files=300 if step == Step.FETCH else None)
    told.learn()
    assert pace.of(db.session(), job.forge, "medium").samples == 1
    assert fresh(job).size == "medium"
    assert job.step_at <= now()


def test_import_that_left_steps_out_teaches_nothing(job):
    told = Progress(_again(job))
    told.begin(Step.RESOLVE, "Looking up")
    told.learn()
    assert pace.of(db.session(), job.forge, None) is None
