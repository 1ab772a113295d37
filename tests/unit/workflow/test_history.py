"""A person's imports of late."""

from datetime import timedelta

import pytest

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.models import ImportJob, JobState, Project
from importer.snapshot import RepoRef
from importer.workflow import admission, history, publish, runs
from tests.support.samples import REF, snapshot

pytestmark = pytest.mark.usefixtures("app")


def _ended(user_id: int, name: str) -> ImportJob:
    job = admission.admit(user_id, RepoRef(REF.host, f"pallets/{name}"))
    assert runs.cancel(job)
    return job


def _recent(user_id: int) -> list[history.PastImport]:
    db.session.expire_all()
    return history.recent(db.session(), user_id)


def test_newest_import_stands_first(make_user):
    alice = make_user("alice")
    jobs = [_ended(alice.id, name) for name in ("a", "b", "c")]
    assert [past.job.id for past in _recent(alice.id)] == [job.id for job in reversed(jobs)]


def test_imports_of_the_same_moment_stand_in_order(make_user):
    alice = make_user("alice")
    jobs = [_ended(alice.id, name) for name in ("a", "b", "c")]
    with writing() as session:
        session.query(ImportJob).update({"created_at": now()})
    assert [past.job.id for past in _recent(alice.id)] == [job.id for job in reversed(jobs)]


def test_nobody_sees_the_imports_of_others(make_user):
    alice, bob = make_user("alice"), make_user("bob")
    _ended(alice.id, "a")
    assert _recent(bob.id) == []


def test_success_leads_to_its_project_as_long_as_there_is_one(make_user):
    alice = make_user("alice")
    job = admission.admit(alice.id, REF)
    whole = snapshot()
    project_id = publish.publish(runs.claim(job.id, None), whole, analyse(whole))
    (past,) = _recent(alice.id)
    assert (past.job.state, past.slug) == (JobState.SUCCEEDED, "flask")
    with writing() as session:
        session.delete(session.get_one(Project, project_id))
    (past,) = _recent(alice.id)
    assert (past.job.state, past.slug) == (JobState.SUCCEEDED, None)


def test_only_the_last_ones_are_shown(make_user):
    alice = make_user("alice")
    begin = now() - timedelta(days=1)
    with writing() as session:
        for number in range(history.SHOWN + 5):
            session.add(
                ImportJob(
                    user_id=alice.id,
                    forge="github",
                    host=REF.host,
                    path=f"pallets/{number}",
                    source_key=f"{REF.host}/pallets/{number}",
                    state=JobState.FAILED,
                    created_at=begin + timedelta(seconds=number),
                )
            )
    shown = _recent(alice.id)
    assert len(shown) == history.SHOWN
    assert shown[-1].job.path == "pallets/5"
