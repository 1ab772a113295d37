"""The same request sent again leads to the same import."""

import threading

import pytest
from sqlalchemy import func, select

from importer.accounts import tokens
from importer.api import imports
from importer.database import db
from importer.models import ImportJob
from tests.unit.api.conftest import START, WAIT, status_of, succeed, take

BATCHES = "/api/batches/"
ADDRESS = "https://github.com/pallets/flask"


def _send(caller, key, path=START, **body):
    db.session.remove()
    headers = caller.headers | {"Idempotency-Key": key}
    return caller.client.post(path, json={"url": ADDRESS} | body, headers=headers)


def _jobs() -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(ImportJob)) or 0


@pytest.mark.parametrize("queue", [False, True])
def test_the_same_key_is_the_same_task(alice, queue):
    first = _send(alice, "k1", queue=queue)
    again = _send(alice, "k1", queue=queue)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json["task_id"] == first.json["task_id"]
    assert alice.get(status_of(first.json["task_id"])).status_code == 200
    assert _jobs() == 1


def test_it_is_so_after_the_end_too(alice):
    first = _send(alice, "k1").json["task_id"]
    succeed(take(first))
    assert _send(alice, "k1").json["task_id"] == first
    # The old way tells what became of it.
    assert _send(alice, "k1", WAIT).status_code == 201
    assert _jobs() == 1


def test_behind_another_import_it_is_queued_once(alice):
    alice.start("pallets/click")
    first, again = (_send(alice, "k1", queue=True).json["task_id"] for _ in range(2))
    assert first == again
    assert _jobs() == 2


def test_another_key_or_person_is_another_import(alice, make_caller):
    bob = make_caller("bob")
    mine, theirs = _send(alice, "k1"), _send(bob, "k1")
    assert theirs.status_code == 202
    assert theirs.json["task_id"] != mine.json["task_id"]
    refused = _send(alice, "k2")
    assert (refused.status_code, refused.json["error_code"]) == (409, "IMPORT_IN_PROGRESS")


def test_a_key_of_another_repository_is_refused(alice):
    _send(alice, "k1")
    answer = _send(alice, "k1", url="pallets/click")
    assert (answer.status_code, answer.json["error_code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert _jobs() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a b", "é"])
def test_what_is_no_key_is_refused(alice, key):
    answer = _send(alice, key)
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_INPUT")
    assert _jobs() == 0


@pytest.mark.parametrize("queue", [False, True])
def test_two_at_the_same_moment_get_the_same(app, alice, monkeypatch, queue):
    """Both have found that there is none yet when the first one starts it."""
    meeting, real = threading.Barrier(2), imports.once
    found: list[tuple[int, str]] = []

    def meet(address, start):
        def start_together(public_id):
            meeting.wait(10)
            return start(public_id)

        return real(address, start_together)

    monkeypatch.setattr(imports, "once", meet)

    def send() -> None:
        headers = alice.headers | {"Idempotency-Key": "k1"}
        body = {"url": ADDRESS, "queue": queue}
        answer = app.test_client().post(START, json=body, headers=headers)
        found.append((answer.status_code, answer.json.get("task_id", answer.text)))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in found] == [202, 202]
    assert len({task_id for _, task_id in found}) == 1
    assert _jobs() == 1


def _send_list(caller, key, *urls, **body):
    db.session.remove()
    headers = caller.headers | {"Idempotency-Key": key}
    return caller.client.post(BATCHES, json={"urls": list(urls)} | body, headers=headers)


@pytest.mark.parametrize("queue", [False, True])
def test_the_same_key_is_the_same_batch(alice, queue):
    first = _send_list(alice, "k1", "a/b", "a/c", queue=queue)
    again = _send_list(alice, "k1", "a/b", "a/c", queue=queue)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json["batch"]["id"] == first.json["batch"]["id"]
    assert _jobs() == 2


def test_what_went_behind_another_batch_goes_there_once(alice):
    running = alice.post(BATCHES, {"urls": ["o/p"]}).json["batch"]["id"]
    sent = [_send_list(alice, "k1", "a/b", "o/p", queue=True) for _ in range(2)]
    assert [one.json["batch"]["id"] for one in sent] == [running] * 2
    assert _jobs() == 2


def test_a_key_of_another_list_or_person_starts_nothing_of_this_one(alice, make_caller):
    _send_list(alice, "k1", "a/b", "a/c")
    answer = _send_list(alice, "k1", "a/b", "a/d", queue=True)
    assert (answer.status_code, answer.json["error_code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert _jobs() == 2
    assert _send_list(make_caller("bob"), "k1", "a/b", "a/d").status_code == 202
    assert _jobs() == 4


def test_of_lists_at_the_same_moment_one_is_imported(any_app, make_user):
    token = tokens.issue(make_user("alice"), "test")
    answers: list[tuple[int, str]] = []

    def send() -> None:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
        body = {"urls": ["a/b", "a/c"], "queue": True}
        answer = any_app.test_client().post(BATCHES, json=body, headers=headers)
        answers.append((answer.status_code, str((answer.json.get("batch") or {}).get("id"))))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {202}
    assert len(set(answers)) == 1
    assert _jobs() == 2
