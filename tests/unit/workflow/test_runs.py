"""Runs: one claim at a time, and no word from those who have lost it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.errors import DuplicateImport, ForgeUnreachable, RateLimited, RepositoryNotFound
from importer.models import ImportJob, ImportLease, JobState, Project, Step
from importer.snapshot import ImportWarning, RepoRef
from importer.workflow import admission, batches, lease, publish, readmes, runs
from importer.workflow.batches import Wish
from importer.workflow.runs import RunLost
from tests.support.samples import REF, snapshot
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("any_app")


@pytest.fixture
def job(make_user):
    return admission.admit(make_user("alice").id, REF)


def _fresh(job: ImportJob) -> ImportJob:
    return db.session.get_one(ImportJob, job.id, populate_existing=True)


def _lease_is_free(job: ImportJob) -> bool:
    row = db.session.get_one(ImportLease, job.user_id, populate_existing=True)
    return row.job_id is None


def test_only_one_of_two_claims_wins(job):
    assert runs.claim(job.id, "w1") is not None
    assert runs.claim(job.id, "w2") is None
    assert (_fresh(job).worker_id, _fresh(job).attempt) == ("w1", 1)


def test_unknown_job_is_nobodys(job):
    assert runs.claim(job.id + 1000, "w1") is None


def test_run_that_lost_its_job_changes_nothing(job):
    run = runs.claim(job.id, "w1")
    assert runs.cancel(job)
    for attempt in (
        lambda: runs.report(run, Step.FETCH, 50, "still here"),
        lambda: runs.beat(run),
        lambda: runs.fail(run, RepositoryNotFound()),
        lambda: runs.wait(run, ForgeUnreachable(), now(), counts=True),
        lambda: runs.give_back(run),
        lambda: publish.publish(run, snapshot(), analyse(snapshot())),
    ):
        with pytest.raises(RunLost):
            attempt()
    assert _fresh(job).state == JobState.CANCELED
    assert db.session.scalar(select(func.count()).select_from(Project)) == 0
    assert _lease_is_free(job)


def test_canceling_frees_the_lease_once(job):
    assert runs.cancel(job)
    assert not runs.cancel(job)
    assert _lease_is_free(job)


def test_ended_import_cannot_be_canceled(job):
    run = runs.claim(job.id, "w1")
    publish.publish(run, snapshot(), analyse(snapshot()))
    assert not runs.cancel(job)
    assert _fresh(job).state == JobState.SUCCEEDED


def test_failure_keeps_its_code_sentence_and_suggestion(job):
    run = runs.claim(job.id, "w1")
    error = RepositoryNotFound("It is gone.", suggestion="Ask its owner.", link="https://x.example")
    runs.fail(run, error)
    ended = _fresh(job)
    assert ended.state == JobState.FAILED
    assert (ended.error_code, ended.error, ended.suggestion, ended.error_link) == (
        "NOT_FOUND",
        "It is gone.",
        "Ask its owner.",
        "https://x.example",
    )
    assert _lease_is_free(job)


def test_waiting_job_is_not_claimed_before_its_time(job):
    run = runs.claim(job.id, "w1")
    runs.wait(run, RateLimited(now()), now() + timedelta(hours=1), counts=False)
    assert runs.claim(job.id, "w1") is None
    assert not _lease_is_free(job)


def test_waiting_for_a_rate_limit_is_no_attempt(job):
    for _ in range(5):
        run = runs.claim(job.id, "w1")
        runs.wait(run, RateLimited(now()), now() - timedelta(seconds=1), counts=False)
    assert _fresh(job).attempt == 0


def test_transient_failure_is_an_attempt(job):
    run = runs.claim(job.id, "w1")
    runs.wait(run, ForgeUnreachable(), now() - timedelta(seconds=1), counts=True)
    assert runs.claim(job.id, "w1").attempt == 2


def test_publishing_writes_project_job_and_lease_together(job):
    run = runs.claim(job.id, "w1")
    project_id = publish.publish(run, snapshot(), analyse(snapshot()))
    ended = _fresh(job)
    assert (ended.state, ended.percent, ended.project_id) == (JobState.SUCCEEDED, 100, project_id)
    assert _lease_is_free(job)
    project = db.session.get_one(Project, project_id)
    assert project.facts["stars"] == 7
    assert "framework" in readmes.html_of(project)
    assert "blocks" not in project.analysis["readme"]


def test_parts_that_could_not_be_fetched_are_told_with_the_job_and_the_project(job):
    run = runs.claim(job.id, "w1")
    left_out = ImportWarning("RELEASE_SKIPPED", "The latest release was left out.")
    whole = snapshot(warnings=(left_out,))
    project = db.session.get_one(Project, publish.publish(run, whole, analyse(whole)))
    expected = {"code": "RELEASE_SKIPPED", "message": "The latest release was left out."}
    assert expected in _fresh(job).warnings
    assert expected in project.analysis["warnings"]


def test_what_is_private_at_the_forge_never_becomes_public(job, make_user):
    bob = make_user("bob")
    job = admission.admit(bob.id, REF, is_private=False)
    whole = snapshot(visibility="private")
    project_id = publish.publish(runs.claim(job.id, "w1"), whole, analyse(whole))
    assert not db.session.get_one(Project, project_id).is_public


def test_the_index_refuses_a_duplicate_the_check_has_missed(job):
    run = runs.claim(job.id, "w1")
    first = publish.publish(run, snapshot(), analyse(snapshot()))
    with writing() as session:
        again = ImportJob(
            user_id=job.user_id, forge="github", host=REF.host, path=REF.path, source_key="other"
        )
        session.add(again)
        session.flush()
        assert lease.take(session, job.user_id, again.id)
    run = runs.claim(again.id, "w1")
    with pytest.raises(DuplicateImport) as refusal:
        publish.publish(run, snapshot(), analyse(snapshot()))
    assert refusal.value.project_id == first
    assert db.session.scalar(select(func.count()).select_from(Project)) == 1


def test_import_of_a_batch_costs_few_statements_beside_its_own_work(any_app, make_user):
    """Eight threads share one interpreter: what each import takes of it bounds how many end."""
    alice = make_user("alice")
    batches.start(alice.id, [Wish(RepoRef(REF.host, f"acme/{name}")) for name in "ab"])
    first = lease.holder(db.session(), alice.id)
    with counted(any_app) as claiming:
        run = runs.claim(first.id, "w1")
    with counted(any_app) as ending, publish.ending(run) as session:
        publish.end_job(session, run, None, message="", log="")
    assert lease.successor(db.session(), first.id) is not None
    assert (len(claiming), len(ending)) == (2, 11)
