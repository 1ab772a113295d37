"""Batches by the API: started, watched, paused, canceled and tried again."""

import pytest
from sqlalchemy import select

from importer.database import db
from importer.errors import ForgeUnreachable
from importer.models import ImportJob
from importer.workflow import lease, runs
from tests.unit.api.conftest import START

BATCHES = "/api/batches/"
URLS = ["pallets/flask", "https://github.com/Pallets/Flask", "nonsense", "pallets/click", "a/b"]


def _start(caller, urls=("a/a", "a/b", "a/c"), **how):
    answer = caller.post(BATCHES, {"urls": list(urls), **how})
    assert answer.status_code == 202, answer.text
    return answer.json


def _fail_running(caller):
    run = runs.claim(lease.holder(db.session(), caller.user.id).id, None)
    runs.fail(run, ForgeUnreachable())


def test_batch_starts_and_says_what_becomes_of_each_address(alice):
    body = _start(alice, URLS, is_private=False)
    assert [entry["verdict"] for entry in body["addresses"]] == [
        "new",
        "doubled",
        "not understood",
        "new",
        "new",
    ]
    assert body["addresses"][1]["same_as"] == 1
    assert body["addresses"][2]["error_code"] == "INVALID_URL"
    batch = body["batch"]
    assert (batch["total"], batch["running"], batch["waiting"]) == (3, 1, 2)
    shown = alice.get(batch["status_url"]).json["batch"]
    assert [task["repository"] for task in shown["tasks"]] == [
        "pallets/flask",
        "pallets/click",
        "a/b",
    ]
    assert {task["status"] for task in shown["tasks"]} == {"PENDING"}
    assert alice.get(BATCHES).json["batches"] == [batch]
    assert {job.is_private for job in db.session.scalars(select(ImportJob))} == {False}


def test_dry_run_changes_nothing(alice):
    answer = alice.post(BATCHES, {"urls": ["a/a"], "dry_run": True})
    assert (answer.status_code, answer.json["addresses"][0]["verdict"]) == (200, "new")
    assert alice.get(BATCHES).json["batches"] == []


def test_beside_another_import_it_is_refused_or_queued(alice):
    running = alice.start()
    refused = alice.post(BATCHES, {"urls": ["a/a"]})
    assert (refused.status_code, refused.json["error_code"]) == (409, "IMPORT_IN_PROGRESS")
    assert refused.json["task_id"] == running
    assert _start(alice, ["a/a"], queue=True)["batch"]["total"] == 2
    queued = alice.post(START, {"url": "a/b", "queue": True})
    assert queued.status_code == 202
    again = alice.post(START, {"url": "a/b", "queue": True})
    assert (again.status_code, again.json["error_code"]) == (409, "ALREADY_QUEUED")
    assert again.json["task_id"] == queued.json["task_id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "INVALID_INPUT"),
        ({"urls": "a/b"}, 400, "INVALID_INPUT"),
        ({"urls": [1]}, 400, "INVALID_INPUT"),
        ({"urls": []}, 400, "INVALID_INPUT"),
        ({"urls": ["nonsense"]}, 400, "INVALID_INPUT"),
        ({"urls": ["a/b"], "queue": "yes"}, 400, "INVALID_INPUT"),
        ({"urls": [f"a/r{number}" for number in range(1001)]}, 413, "TOO_MANY"),
    ],
)
def test_what_is_no_batch_is_refused(alice, body, status, code):
    answer = alice.post(BATCHES, body)
    assert (answer.status_code, answer.json["error_code"]) == (status, code), answer.text
    assert alice.get(BATCHES).json["batches"] == []


def test_batch_is_paused_resumed_and_canceled(alice):
    path = _start(alice)["batch"]["status_url"]
    assert alice.post(f"{path}pause/", {}).json["batch"]["waiting"] == 3
    assert alice.post(f"{path}resume/", {}).json["batch"]["waiting"] == 2
    ended = alice.post(f"{path}cancel/", {}).json["batch"]
    assert (ended["canceled"], ended["percent"]) == (3, 100)
    assert ended["finished_at"]
    # Over is over: what runs now is not this batch's.
    alice.start()
    alice.post(f"{path}cancel/", {})
    alice.post(f"{path}pause/", {})
    assert lease.holder(db.session(), alice.user.id) is not None


def test_what_failed_of_it_is_tried_again(alice):
    path = _start(alice, ["a/a"])["batch"]["status_url"]
    assert alice.post(f"{path}retry/", {}).status_code == 404
    _fail_running(alice)
    again = alice.post(f"{path}retry/", {})
    assert (again.status_code, again.json["batch"]["running"]) == (202, 1)
    assert again.json["batch"]["status_url"] != path
    assert alice.get(path).json["batch"]["failed"] == 0


def test_somebody_elses_batch_is_not_there(alice, make_caller):
    path = _start(alice)["batch"]["status_url"]
    bob = make_caller("bob")
    assert bob.get(path).status_code == 404
    for what in ("cancel", "retry", "pause", "resume"):
        assert bob.post(f"{path}{what}/", {}).status_code == 404
    assert bob.get(BATCHES).json["batches"] == []
    assert alice.get(path).json["batch"]["running"] == 1
