"""Streams: who gets one, what is in it, and when it ends."""

import contextlib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from importer.accounts import users
from importer.clock import now
from importer.database import db, writing
from importer.live.hub import Hub
from importer.models import ImportJob, JobState
from importer.notifications import looking
from importer.web import streams
from importer.web.streams import Part
from importer.workflow import runs
from tests.support.stack import eventually
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor


@contextlib.contextmanager
def listening(visitor: Visitor, path: str, **headers: str) -> Iterator[Iterator[str]]:
    """The stream's messages, one by one."""
    answer = visitor.get(path, **headers)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    messages = (part.decode() for part in answer.iter_encoded())
    try:
        yield messages
    finally:
        answer.close()


def say(site: Flask, public_id: str, message: str, **changes: object) -> None:
    with site.app_context():
        job = db.session.scalar(select(ImportJob).where(ImportJob.public_id == public_id))
        with writing() as session:
            for name, value in changes.items():
                setattr(session.merge(job), name, value)
            runs.note(session, job.id, message)


@pytest.fixture(autouse=True)
def _silence(site: Flask) -> Iterator[None]:
    """Nothing is read any more when the site is closed."""
    hub = site.extensions["live"]
    yield
    eventually(lambda: hub.is_idle)


@pytest.fixture
def job(site: Flask) -> str:
    return builders.add_job(site, started_at=now())


def test_page_is_sent_when_something_happens_and_the_stream_ends_with_the_import(
    site: Flask, alice: Visitor, job: str
) -> None:
    with listening(alice, f"/imports/{job}/events") as messages:
        assert "live:open" in next(messages)
        assert 'hx-target="#progress"' in next(messages)
        say(site, job, "Something new")
        assert "Something new" in next(messages)
        say(site, job, "Over", state=JobState.CANCELED, finished_at=now())
        last = next(messages)
        assert "Over" in last
        assert "every 1s" not in last
        assert "live:end" in next(messages)
        assert list(messages) == []


def test_nothing_is_sent_twice_to_who_comes_back_and_nothing_left_out(
    site: Flask, alice: Visitor, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Part("#log", "beforeend", lambda changes: "".join(f"[{one.message}]" for one in changes))
    monkeypatch.setitem(streams.PARTS, "told", told)
    with listening(alice, "/imports/events?parts=told&after=0") as messages:
        next(messages)
        first = next(messages)
        assert first.count("[Import of pallets/flask started…]") == 1
        say(site, job, "While connected")
        second = next(messages)
    assert "[While connected]" in second
    assert "started" not in second
    seen = second.partition("id: ")[2].split("\n")[0]
    say(site, job, "While away")
    say(site, job, "Just after")
    back = {"Last_Event_ID": seen}
    with listening(alice, "/imports/events?parts=told&after=0", **back) as messages:
        next(messages)
        missed = next(messages)
        assert "[While away][Just after]" in missed
        assert "connected" not in missed
        say(site, job, "Back again")
        last = next(messages)
        assert "[Back again]" in last
        assert "Just" not in last


def test_a_stream_beats_when_nothing_happens(
    alice: Visitor, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.01)
    with listening(alice, "/imports/events?after=999") as messages:
        next(messages)
        assert "event: live:beat" in next(messages)
        assert "event: live:beat" in next(messages)


def test_who_has_the_page_before_them_is_not_told_by_mail(
    site: Flask, alice: Visitor, job: str
) -> None:
    def was_looking() -> bool:
        with site.app_context():
            user = users.by_name("alice")
            return looking.was_looking(db.session(), user.id, now())

    assert not was_looking()
    with listening(alice, f"/imports/{job}/events") as messages:
        next(messages)
        next(messages)
        assert was_looking()


def test_streams_are_for_those_whose_import_it_is(
    site: Flask, stranger: Visitor, bob: Visitor, visitor, job: str
) -> None:
    assert stranger.get(f"/imports/{job}/events").status_code == 302
    assert stranger.get("/imports/events").status_code == 302
    assert bob.get(f"/imports/{job}/events").status_code == 404
    with listening(visitor("rose"), f"/imports/{job}/events") as messages:
        assert "live:open" in next(messages)
    say(site, job, "Not for Bob")
    with listening(bob, "/imports/events?after=0") as messages:
        next(messages)
        with site.app_context():
            his = builders.add_job(site, "bob")
        say(site, his, "For Bob")
        assert "live:beat" in next(messages)


def test_unknown_part_is_refused(alice: Visitor) -> None:
    assert alice.get("/imports/events?parts=nothing").status_code == 400


def test_ended_session_ends_its_streams(site: Flask, alice: Visitor, job: str) -> None:
    with listening(alice, f"/imports/{job}/events") as messages:
        next(messages)
        next(messages)
        with site.app_context():
            users.set_password(users.by_name("alice"), "another horse")
        say(site, job, "Not for who stole the session")
        assert list(messages) == []


def test_page_beyond_the_last_place_is_told_to_poll(site: Flask, alice: Visitor, job: str) -> None:
    site.extensions["live"] = Hub(site, places=0)
    with listening(alice, f"/imports/{job}/events") as messages:
        assert "live:full" in next(messages)
        assert list(messages) == []


def test_answer_that_is_never_read_takes_no_place(site: Flask, alice: Visitor, job: str) -> None:
    assert alice.client.head(f"/imports/{job}/events").status_code == 200
    assert site.extensions["live"].listeners == 0
