"""Batches with real processes: order, failures, pauses, restarts."""

import signal
from typing import Any

from sqlalchemy import select

from importer import tasks
from importer.accounts import users
from importer.database import db
from importer.models import ImportBatch, ImportJob, ImportLease
from tests.support.stack import Client, eventually
from tools.sample_forge.generated import generated_repositories

REPOSITORIES = [one.full_name for one in generated_repositories() if not one.private]


def _start(api: Client, urls: list[str], **how: Any) -> str:
    answer = api.post("/api/batches/", {"urls": urls, **how})
    assert answer.status_code == 202, answer.text
    name: str = answer.json()["batch"]["id"]
    return name


def _batch(api: Client, name: str) -> dict[str, Any]:
    batch: dict[str, Any] = api.get(f"/api/batches/{name}/").json()["batch"]
    return batch


def _await_end(api: Client, name: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        batch = _batch(api, name)
        return batch if batch["finished_at"] else None

    return eventually(ended, seconds=120)


def _order_of_start() -> list[str]:
    db.session.remove()
    return list(db.session.scalars(select(ImportJob.path).order_by(ImportJob.started_at)))


def _assert_leases_are_free() -> None:
    assert set(db.session.scalars(select(ImportLease.job_id))) == {None}


def test_forty_repositories_three_of_which_fail_and_somebody_else_beside_them(light_stack, forge):
    stack = light_stack
    tokens = stack.prepare("alice", "bob")
    alice, bob = stack.api(tokens["alice"]), stack.api(tokens["bob"])
    stack.start_web()
    for _ in range(2):
        stack.start_worker()
    urls = REPOSITORIES[:37]
    for place in (3, 20, 39):
        urls.insert(place, f"demo/nothing-{place}")
    with forge.holding("/languages", times=1) as held:
        name = _start(alice, urls[:39])
        held.wait(at_least=1)
        assert alice.post("/api/batches/", {"urls": urls[39:]}).status_code == 409
        assert _start(alice, urls[39:], queue=True) == name
        # Alice's one import holds one thread; Bob's does not wait for her thirty-nine.
        assert bob.await_end(bob.start_import("northgate/parcel-api"))["status"] == "SUCCESS"
        assert _batch(alice, name)["waiting"] == 39
    batch = _await_end(alice, name)
    assert (batch["done"], batch["failed"], batch["total"]) == (37, 3, 40)
    assert [task["repository"] for task in batch["tasks"]] == urls
    with stack.inside():
        assert [path for path in _order_of_start() if path in urls] == urls
        _assert_leases_are_free()
    again = alice.post(f"/api/batches/{name}/retry/", {})
    assert again.status_code == 202
    assert _await_end(alice, again.json()["batch"]["id"])["failed"] == 3
    assert alice.get(f"/api/batches/{name}/").json()["batch"]["failed"] == 0
    assert bob.get(f"/api/batches/{name}/").status_code == 404


def test_single_import_waits_for_no_more_than_the_job_that_runs(light_stack, forge):
    """One worker thread, and a batch that came first."""
    stack = light_stack
    stack.environment["WORKERS"] = "1"
    stack.prepare("alice", "bob")
    urls = REPOSITORIES[:5]
    with forge.holding("/languages", times=1) as held:
        with stack.inside():
            _start_inside("alice", urls)
        stack.start_worker()
        held.wait(at_least=1)
        stack.submit("bob", "northgate/parcel-api")
    with stack.inside():
        eventually(_is_over)
        assert _order_of_start() == [urls[0], "northgate/parcel-api", *urls[1:]]


def test_pause_outlives_a_restart_of_the_worker(stack, forge):
    api = stack.api(stack.prepare("alice")["alice"])
    stack.start_web()
    worker = stack.start_worker()
    urls = REPOSITORIES[:4]
    with forge.holding("/languages") as held:
        name = _start(api, urls)
        held.wait(at_least=1)
        assert api.post(f"/api/batches/{name}/pause/", {}).status_code == 200
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=60)
    stack.start_worker()
    # What had begun comes to its end; nothing else begins.
    eventually(lambda: _batch(api, name)["done"] == 1)
    eventually(lambda: _batch(api, name)["running"] == 0)
    assert _batch(api, name)["waiting"] == 3
    assert api.post("/api/github/import-async/", {"url": urls[3]}).status_code == 409
    assert api.post(f"/api/batches/{name}/resume/", {}).status_code == 200
    assert _await_end(api, name)["done"] == 4
    with stack.inside():
        assert _order_of_start() == urls
        _assert_leases_are_free()


def _start_inside(username: str, urls: list[str]) -> None:
    """What the web server does, without one."""
    user = users.by_name(username)
    assert user is not None
    tasks.start_batch(user, tasks.plan_batch(user, "\n".join(urls)))


def _is_over() -> bool:
    db.session.remove()
    batch = db.session.scalars(select(ImportBatch)).one()
    return batch.finished_at is not None
