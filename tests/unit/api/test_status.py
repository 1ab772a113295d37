"""How a task is told: the status words, the progress, the outcome."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from importer.clock import now
from importer.database import db, writing
from importer.errors import ForgeUnreachable, RateLimited, RepositoryForbidden, RepositoryNotFound
from importer.models import ImportJob, Project, Step
from importer.workflow import runs
from tests.unit.api.conftest import status_of, succeed, take, worker

KEYS = {"success", "task_id", "status", "progress"}


def _job() -> ImportJob:
    return db.session.scalars(select(ImportJob).execution_options(populate_existing=True)).one()


def test_queued_task_is_pending(alice):
    body = alice.status(alice.start())
    assert set(body) == KEYS
    assert (body["success"], body["status"]) == (True, "PENDING")
    assert body["progress"] == {
        "percent": 0,
        "step": None,
        "message": "Waiting to start…",
        "eta_seconds": None,
    }


def test_status_is_told_with_and_without_the_slash(alice):
    path = status_of(alice.start())
    assert alice.get(path).json == alice.get(path.rstrip("/")).json


def test_running_task_is_started_and_says_where_it_is(alice):
    task_id = alice.start()
    runs.report(take(task_id), Step.FETCH, 25, "Found 12 files")
    body = alice.status(task_id)
    assert set(body) == KEYS
    assert body["status"] == "STARTED"
    assert body["progress"]["percent"] == 25
    assert body["progress"]["step"] == "fetch"
    assert body["progress"]["message"] == "Found 12 files"


def test_ended_task_brings_its_project(alice):
    task_id = alice.start()
    succeed(take(task_id))
    body = alice.status(task_id)
    assert set(body) == KEYS | {"result"}
    assert (body["success"], body["status"]) == (True, "SUCCESS")
    assert body["progress"]["percent"] == 100
    assert body["result"]["message"] == "Successfully imported pallets/flask"
    assert set(body["result"]["project"]) == {"id", "title", "slug", "url"}
    assert body["result"]["project"]["url"] == "/alice/flask"
    assert body["result"]["warnings"] == []


def test_task_outlives_its_deleted_project(alice):
    task_id = alice.start()
    succeed(take(task_id))
    with writing() as session:
        session.delete(session.scalars(select(Project)).one())
    body = alice.status(task_id)
    assert (body["status"], body["result"]["project"]) == ("SUCCESS", None)


@pytest.mark.parametrize(
    "error",
    [RepositoryNotFound(), RepositoryForbidden(suggestion="Ask the owner.")],
    ids=lambda error: error.code,
)
def test_failed_task_says_why_and_what_to_do(alice, error):
    task_id = alice.start()
    runs.fail(take(task_id), error)
    body = alice.status(task_id)
    assert set(body) == KEYS | {"error", "error_code", "suggestion"}
    assert (body["success"], body["status"]) == (False, "FAILURE")
    assert (body["error"], body["error_code"]) == (error.message, error.code)
    assert body["suggestion"] == error.suggestion


def test_waiting_task_says_for_what_and_until_when(alice):
    task_id = alice.start()
    resume_at = now() + timedelta(minutes=10)
    runs.wait(take(task_id), RateLimited(resume_at), resume_at, counts=False)
    body = alice.status(task_id)
    assert (body["success"], body["status"]) == (True, "RETRY")
    assert body["error_code"] == "RATE_LIMIT_EXCEEDED"
    assert body["resume_at"] == resume_at.isoformat()


def test_what_was_waited_for_is_no_error_of_the_run_that_goes_on(alice):
    task_id = alice.start()
    runs.wait(take(task_id), ForgeUnreachable(), now(), counts=True)
    assert alice.status(task_id)["status"] == "RETRY"
    run = take(task_id)
    body = alice.status(task_id)
    assert body["status"] == "STARTED"
    assert set(body) == KEYS
    succeed(run)
    assert set(alice.status(task_id)) == KEYS | {"result"}


def test_canceled_task_is_revoked(alice):
    task_id = alice.start()
    assert runs.cancel(_job())
    body = alice.status(task_id)
    assert (body["success"], body["status"]) == (False, "REVOKED")
    assert (body["error"], body["error_code"]) == ("The import was canceled.", "IMPORT_CANCELED")
    assert body["suggestion"]


def test_task_that_found_a_duplicate_names_its_project(forge_caller):
    """Under its former name only the forge can tell that the repository is known."""
    alice = forge_caller()
    with worker(alice.client.application):
        assert alice.await_end(alice.start("lumen/prism-next"))["status"] == "SUCCESS"
        body = alice.await_end(alice.start("glass/prism"))
    assert (body["status"], body["error_code"]) == ("FAILURE", "DUPLICATE_IMPORT")
    assert body["project"]["url"] == "/alice/prism-next"
