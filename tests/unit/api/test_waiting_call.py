"""The endpoint that waits for the import's end."""

from datetime import timedelta

import pytest

from importer import errors
from importer.clock import now
from importer.database import db
from importer.errors import RateLimited
from importer.models import ImportJob
from importer.workflow import runs
from tests.unit.api.conftest import WAIT, fail_with, succeed, worker

ADDRESS = {"url": "https://github.com/pallets/flask"}


@pytest.mark.parametrize("path", [WAIT, WAIT.rstrip("/")])
def test_ended_import_is_created_with_its_project(app, alice, path):
    with worker(app, succeed):
        answer = alice.post(path, ADDRESS)
    assert answer.status_code == 201
    assert answer.json["success"] is True
    assert answer.json["message"] == "Successfully imported pallets/flask"
    assert answer.json["project"]["url"] == "/alice/flask"
    assert answer.json["data"] == answer.json["project"]
    assert alice.status(answer.json["task_id"])["status"] == "SUCCESS"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.CredentialRefused(), 401, "AUTH_INVALID"),
        (errors.RepositoryForbidden(link="https://github.com/orgs/x/sso"), 403, "FORBIDDEN"),
        (errors.RepositoryNotFound(), 404, "NOT_FOUND"),
        (errors.RepositoryBlocked(), 451, "UNAVAILABLE_FOR_LEGAL_REASONS"),
        (errors.ImportFailed(), 500, "IMPORT_FAILED"),
        (errors.ForgeUnreachable(), 502, "NETWORK_ERROR"),
        (errors.ImportTimeout(), 504, "IMPORT_TIMEOUT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_failed_import_answers_with_its_own_status(app, alice, error, status, code):
    with worker(app, fail_with(error)):
        answer = alice.post(WAIT, ADDRESS)
    assert (answer.status_code, answer.json["error_code"]) == (status, code)
    assert (answer.json["success"], answer.json["error"]) == (False, error.message)
    assert answer.json["suggestion"] == error.suggestion
    assert answer.json["link"].startswith(error.link or "/api/integrations/tasks/")


def test_canceled_import_is_a_conflict(app, alice):
    with worker(app, lambda run: runs.cancel(db.session.get_one(ImportJob, run.job_id))):
        answer = alice.post(WAIT, ADDRESS)
    assert (answer.status_code, answer.json["error_code"]) == (409, "IMPORT_CANCELED")


def test_limit_that_outlasts_the_caller_says_when_to_come_back(app, alice):
    resume_at = now() + timedelta(hours=1)
    with worker(app, lambda run: runs.wait(run, RateLimited(resume_at), resume_at, counts=False)):
        answer = alice.post(WAIT, ADDRESS)
    assert (answer.status_code, answer.json["error_code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 3500 < answer.json["retry_after"] <= 3600
    assert answer.headers["Retry-After"] == str(answer.json["retry_after"])


def test_import_that_nobody_runs_times_out_and_goes_on(forge_caller, monkeypatch):
    monkeypatch.setattr("importer.api.imports.QUEUE_ALLOWANCE_SECONDS", 0)
    alice = forge_caller(IMPORT_TIMEOUT="1")
    answer = alice.post(WAIT, {"url": "ferrous/sieve"})
    assert (answer.status_code, answer.json["error_code"]) == (504, "IMPORT_TIMEOUT")
    assert alice.get(answer.json["link"]).json["status"] == "PENDING"


def test_real_import_of_the_sample_forge(forge_caller, forge):
    alice = forge_caller()
    with worker(alice.client.application):
        answer = alice.post(WAIT, {"url": f"{forge.web_url}/ferrous/sieve"})
        assert answer.status_code == 201, answer.text
        missing = alice.post(WAIT, {"url": "demo/there-is-no-such-thing"})
    assert answer.json["project"]["url"] == "/alice/sieve"
    assert (missing.status_code, missing.json["error_code"]) == (404, "NOT_FOUND")
    again = alice.post(WAIT, {"url": "Ferrous/SIEVE"})
    assert (again.status_code, again.json["project"]) == (409, answer.json["project"])
