"""How many imports a person may ask for in an hour."""

import dataclasses
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from importer import tasks
from importer.app import create_app
from importer.clock import now
from importer.config import load
from importer.database import db
from importer.errors import RepositoryNotFound, TooManyImports
from importer.models import ImportJob, RemovedImport
from importer.tasks.tidying import tidy_accounts
from importer.workflow import quota, runs
from importer.workflow.overrides import Overrides
from tests.support import tables


def _ask(user, number: int) -> ImportJob:
    """Ask for an import and cancel it: canceled ones count, for they cost as much."""
    quota.require(db.session(), user.id, 3)
    job = tasks.submit(user, f"pallets/r{number}")
    runs.cancel(job)
    return job


def test_one_too_many_is_told_when_there_is_room_again(any_app, make_user):
    alice, bob = make_user("alice"), make_user("bob")
    start = now()
    for number in range(3):
        with time_machine.travel(start + timedelta(minutes=number), tick=False):
            _ask(alice, number)
    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        with pytest.raises(TooManyImports) as refused:
            quota.require(db.session(), alice.id, 3)
        quota.require(db.session(), bob.id, 3)
        assert abs(refused.value.retry_at - start - timedelta(hours=1)) < timedelta(seconds=1)
        with pytest.raises(TooManyImports) as refused:
            quota.require(db.session(), alice.id, 3, wanted=2)
        later = start + timedelta(hours=1, minutes=1)
        assert abs(refused.value.retry_at - later) < timedelta(seconds=1)
        with pytest.raises(TooManyImports):
            quota.require(db.session(), bob.id, 3, wanted=4)
    with time_machine.travel(start + timedelta(hours=1, seconds=2), tick=False):
        quota.require(db.session(), alice.id, 3)


def test_no_limit_is_no_limit(app, make_user):
    quota.require(db.session(), make_user().id, 0, wanted=10_000)


@pytest.fixture
def limited(any_app) -> Callable[[int], None]:
    """Sets how many imports a person may ask for."""

    def set_limit(per_hour: int) -> None:
        box = any_app.extensions["repofolio"]
        settings = dataclasses.replace(box.base_settings, imports_per_hour=per_hour)
        box = dataclasses.replace(box, overrides=Overrides(settings))
        any_app.extensions["repofolio"] = box

    return set_limit


def test_of_many_at_the_same_moment_as_many_pass_as_there_is_room(any_app, make_user, limited):
    alice = make_user()
    limited(5)
    passed, refused = [], []
    start = threading.Barrier(8)

    def ask(seed: int) -> None:
        with any_app.app_context():
            start.wait(10)
            for number in range(2):
                try:
                    tasks.add_to_queue(alice, f"acme/{seed}-{number}")
                    passed.append(seed)
                except TooManyImports:
                    refused.append(seed)
            db.session.remove()

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), len(refused)) == (5, 11)
    db.session.commit()
    assert db.session.query(ImportJob).count() == 5


def test_trying_again_takes_room_for_all_that_failed(any_app, make_user, limited):
    alice = make_user()
    batch = tasks.start_batch(alice, tasks.plan_batch(alice, "a/b\na/c\na/d"))
    for job in db.session.query(ImportJob).order_by(ImportJob.id).all():
        run = runs.claim(job.id, None)
        assert run
        runs.fail(run, RepositoryNotFound())
    limited(5)
    with pytest.raises(TooManyImports):
        tasks.retry_failed(alice, batch)
    assert db.session.query(ImportJob).count() == 3
    limited(6)
    assert tasks.retry_failed(alice, batch)
    assert db.session.query(ImportJob).count() == 6


def test_what_is_taken_off_the_list_counts_on_until_its_hour_is_over(any_app, make_user, limited):
    alice = make_user()
    limited(1)
    start = now()
    with time_machine.travel(start, tick=False):
        tasks.remove(tasks.submit(alice, "pallets/flask"))
        with pytest.raises(TooManyImports) as refused:
            tasks.submit(alice, "pallets/click")
        assert abs(refused.value.retry_at - start - timedelta(hours=1)) < timedelta(seconds=1)
    with time_machine.travel(start + timedelta(hours=1, seconds=2), tick=False):
        tidy_accounts()
        assert db.session.query(RemovedImport).count() == 0
        tasks.remove(tasks.submit(alice, "pallets/click"))
        assert db.session.query(RemovedImport).count() == 1


def test_every_way_of_starting_is_counted(tmp_path, make_user):
    settings = {"INSTANCE_PATH": str(tmp_path / "instance"), "IMPORTS_PER_HOUR": "1"}
    app = create_app(load(settings))
    with app.app_context():
        tables.make()
        alice = make_user()
        first = tasks.submit(alice, "pallets/flask")
        runs.cancel(first)
        for start in (
            lambda: tasks.submit(alice, "pallets/click"),
            lambda: tasks.add_to_queue(alice, "pallets/click"),
            lambda: tasks.preview(alice, "pallets/click"),
            lambda: tasks.submit_again(first),
            lambda: tasks.start_batch(alice, tasks.plan_batch(alice, "pallets/click")),
            lambda: tasks.retry_one(first),
        ):
            with pytest.raises(TooManyImports):
                start()
        assert db.session.query(ImportJob).count() == 1
        db.session.remove()
        db.engine.dispose()
