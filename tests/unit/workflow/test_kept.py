"""A retry starts at the step that failed: what was fetched is kept until the import ends well."""

import zlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.models import JobState, KeptSnapshot
from importer.workflow import admission, kept, pipeline, sweep, turns

from .conftest import api_calls, events, fresh, project_of


def _break(monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken for this test")

    monkeypatch.setattr(pipeline.analysing, "analyse", fail)


def _kept() -> list[int]:
    db.session.commit()
    return list(db.session.scalars(select(KeptSnapshot.job_id)))


@pytest.fixture
def failed(instance, monkeypatch):
    """An import that failed after it had fetched everything."""
    with monkeypatch.context() as patch:
        _break(patch)
        job = instance.import_()
    assert job.state == JobState.FAILED
    return job


def _again(instance, job):
    again = admission.admit(job.user_id, job.ref, retried=job)
    return instance.run(again)


def test_retry_asks_the_forge_nothing(instance, forge, failed):
    before = len(api_calls(forge))
    assert _kept() == [failed.id]
    again = _again(instance, failed)
    assert again.state == JobState.SUCCEEDED
    assert len(api_calls(forge)) == before
    assert project_of(again).readme_html or project_of(again).analysis["readme"]
    assert "Going on with what was fetched before" in [event.message for event in events(again)]


def test_retry_from_the_queue_takes_it_over_too(instance, forge, failed):
    before = len(api_calls(forge))
    turns.retry_failed(instance.user.id)
    (again,) = _kept()
    assert again != failed.id
    job = instance.run(turns.lease.holder(db.session(), instance.user.id))
    assert (job.id, job.state) == (again, JobState.SUCCEEDED)
    assert len(api_calls(forge)) == before


def test_success_leaves_nothing_behind(instance):
    instance.import_()
    assert _kept() == []


def test_import_whose_worker_dies_while_saving_goes_on_from_there(instance, forge, monkeypatch):
    job = instance.submit()
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "_settle", lambda *_: None)
        _break(patch)
        instance.run(job)
    before = len(api_calls(forge))
    instance.set(job, state=JobState.QUEUED, run_id=None)
    assert instance.run(fresh(job)).state == JobState.SUCCEEDED
    assert len(api_calls(forge)) == before


@pytest.mark.parametrize("data", [b"no zip", zlib.compress(b"[]"), zlib.compress(b"{")])
def test_what_cannot_be_read_is_fetched_again(instance, forge, failed, data):
    with writing() as session:
        session.execute(update(KeptSnapshot).values(data=data))
    before = len(api_calls(forge))
    assert _again(instance, failed).state == JobState.SUCCEEDED
    assert len(api_calls(forge)) > before


def test_what_is_too_large_or_too_old_is_not_kept(instance, forge, failed, monkeypatch):
    with writing() as session:
        old = now() - kept.KEPT_FOR - timedelta(seconds=1)
        session.execute(update(KeptSnapshot).values(fetched_at=old))
    before = len(api_calls(forge))
    assert _again(instance, failed).state == JobState.SUCCEEDED
    assert len(api_calls(forge)) > before

    monkeypatch.setattr(kept, "MOST_BYTES", 10)
    _break(monkeypatch)
    instance.import_("ferrous/sieve")
    assert _kept() == []


def test_sweeper_deletes_what_nobody_came_back_for(instance, failed):
    sweep.sweep(lambda: True)
    assert _kept() == [failed.id]
    with writing() as session:
        session.execute(update(KeptSnapshot).values(fetched_at=now() - timedelta(days=3)))
    sweep.sweep(lambda: True)
    assert _kept() == []
