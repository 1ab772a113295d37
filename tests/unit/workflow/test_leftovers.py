"""What imports leave behind goes when its time is over, and nothing else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.models import ImportEvent, ImportJob, LlmCall, Step
from importer.tasks.chores import Rota
from importer.workflow import admission, leftovers, runs
from tests.support.samples import REF

pytestmark = pytest.mark.usefixtures("any_app")


def _counted(user, *, ended: timedelta | None) -> ImportJob:
    """An import with a line in its log and a count."""
    job = admission.admit(user.id, REF)
    run = runs.claim(job.id, None)
    runs.report(run, Step.FETCH, 30, "Fetching")
    runs.report(run, Step.FETCH, 40, "4 of 10", level="count")
    if ended is not None:
        runs.cancel(job)
        with writing() as session:
            session.execute(
                update(ImportJob).where(ImportJob.id == job.id).values(finished_at=now() - ended)
            )
    return job


def _levels(job: ImportJob) -> set[str]:
    db.session.remove()
    return set(db.session.scalars(select(ImportEvent.level).where(ImportEvent.job_id == job.id)))


def test_counts_go_a_day_after_their_import_has_ended_and_its_log_stays(make_user):
    hour = timedelta(hours=1)
    old = _counted(make_user("alice"), ended=leftovers.COUNTS_KEPT_FOR + hour)
    young = _counted(make_user("bob"), ended=leftovers.COUNTS_KEPT_FOR - hour)
    running = _counted(make_user("carol"), ended=None)
    assert _levels(old) == {"info", "count"}
    Rota().do_what_is_due()
    assert _levels(old) == {"info"}
    assert _levels(young) == _levels(running) == {"info", "count"}
    assert leftovers.forget_counts() == 0


def test_calls_of_the_model_go_after_thirty_days(make_user):
    job = admission.admit(make_user("alice").id, REF)
    ages = {"old": timedelta(days=31), "young": timedelta(days=29)}
    with writing() as session:
        for model, age in ages.items():
            session.add(LlmCall(job_id=job.id, model=model, at=now() - age))
    Rota().do_what_is_due()
    assert db.session.scalars(select(LlmCall.model)).all() == ["young"]
    assert leftovers.forget_calls() == 0


def test_more_than_is_deleted_at_once_goes_bit_by_bit(make_user, monkeypatch):
    monkeypatch.setattr(leftovers, "MOST_AT_ONCE", 2)
    with writing() as session:
        session.add_all(LlmCall(model="m", at=now() - timedelta(days=40)) for _ in range(3))
    assert [leftovers.forget_calls() for _ in range(3)] == [2, 1, 0]
