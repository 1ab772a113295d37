"""Administrators see everybody's queues and can hold them back; nobody else can."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from importer.accounts import users
from importer.database import db
from importer.models import ImportJob
from importer.workflow import pauses, runs
from tests.unit.web.conftest import Visitor, squeezed
from tests.unit.web.test_several import FORM, start


def _id_of(site: Flask, name: str) -> int:
    with site.app_context():
        user = users.by_name(name)
        assert user
        return user.id


def _may_begin(site: Flask) -> bool:
    """Whether the newest import that holds a lease can be claimed."""
    with site.app_context():
        first = db.session.scalars(select(ImportJob.id).order_by(ImportJob.id)).first()
        return runs.claim(first, None) is not None


@pytest.fixture
def rose(visitor: Callable[[str], Visitor]) -> Visitor:
    return visitor("rose")


def test_all_imports_are_paused_and_resumed(site: Flask, rose: Visitor, alice: Visitor) -> None:
    start(alice, "a/a", "a/b")
    text = squeezed(rose.get("/admin"))
    assert "alice · a/a" in text
    assert "1 waiting" in text
    assert rose.post("/admin/imports/pause", page="/admin").status_code == 303
    assert "All imports are paused since" in squeezed(rose.get("/admin"))
    assert "The administrator has paused all imports" in alice.get("/imports").text
    assert not _may_begin(site)
    assert rose.post("/admin/imports/resumption", page="/admin").status_code == 303
    assert "The administrator has paused" not in alice.get("/imports").text
    assert _may_begin(site)


def test_one_persons_queue_is_paused_resumed_and_emptied(
    site: Flask, rose: Visitor, alice: Visitor
) -> None:
    start(alice, "a/a", "a/b")
    queue = f"/admin/people/{_id_of(site, 'alice')}/queue"
    rose.post(f"{queue}/pause", page="/admin")
    assert "paused since" in squeezed(rose.get("/admin"))
    assert not _may_begin(site)
    rose.post(f"{queue}/resumption", page="/admin")
    assert "Importing · 0 of 2 done" in squeezed(alice.get("/imports"))
    rose.post(f"{queue}/cancellation", page="/admin")
    assert "Nobody imports anything." in rose.get("/admin").text
    assert rose.post(f"/admin/people/{2**40}/queue/pause", page="/admin").status_code == 404


@pytest.mark.parametrize("what", ["pause", "resumption", "cancellation"])
def test_others_find_no_such_address(site: Flask, alice: Visitor, bob: Visitor, what: str) -> None:
    start(alice, "a/a", "a/b")
    path = f"/admin/people/{_id_of(site, 'alice')}/queue/{what}"
    assert bob.post(path, page=FORM).status_code == 404
    if what != "cancellation":
        assert bob.post(f"/admin/imports/{what}", page=FORM).status_code == 404
    with site.app_context():
        assert not pauses.is_paused(db.session())
    assert _may_begin(site)
