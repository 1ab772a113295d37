"""Who listens is told; those who cannot listen are told that."""

import contextlib
import socket

import pytest

from importer.database import db
from importer.live import changes
from importer.live import feed as feeds
from importer.live.changes import Topic
from importer.live.hub import MOST_OF_ONE_PERSON, Hub, NoPlace
from tests.support.stack import eventually
from tests.unit.live.conftest import say

PATIENCE = 30.0


@pytest.fixture
def alice(make_user):
    return make_user("alice")


@pytest.fixture
def make_hub(any_app):
    made = []

    def make(**how):
        made.append(Hub(any_app, **how))
        return made[-1]

    yield make
    # Their threads end by themselves; the next test has another database.
    eventually(lambda: all(hub.is_idle for hub in made))


@pytest.fixture
def hub(make_hub):
    return make_hub(places=3)


def test_everybody_who_listens_is_told_what_concerns_them(hub, alice, make_user, add_job):
    bob = make_user("bob")
    hers, his = add_job(alice), add_job(bob)
    with (
        hub.listening(Topic(user_id=alice.id), alice.id) as one,
        hub.listening(Topic(job_id=hers.id), alice.id) as two,
        hub.listening(Topic(user_id=bob.id), bob.id) as other,
    ):
        say(hers, "for Alice")
        number = say(his, "for Bob")
        for feed, expected in ((one, "for Alice"), (two, "for Alice"), (other, "for Bob")):
            news, _ = feed.take(PATIENCE)
            assert [change.message for change in news] == [expected]
        eventually(lambda: one.mark == number)


def test_what_happened_before_is_not_told(hub, alice, add_job):
    job = add_job(alice)
    with hub.listening(Topic(), alice.id) as first:
        number = say(job, "before")
        assert first.take(PATIENCE)[0]
        with hub.listening(Topic(), alice.id) as feed:
            assert feed.mark == number
            say(job, "after")
            assert [change.message for change in feed.take(PATIENCE)[0]] == ["after"]


def test_what_was_read_before_a_feed_began_and_is_handed_out_after_is_not_told(hub, alice, add_job):
    job = add_job(alice)
    say(job)
    with hub.listening(Topic(), alice.id) as feed, db.engine.connect() as connection:
        late = changes.since(connection, Topic(), 0)
        feed.put(late, feed.mark)
        say(job, "after")
        assert [change.message for change in feed.take(PATIENCE)[0]] == ["after"]


def test_there_are_only_so_many_places(hub, alice):
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(hub.listening(Topic(), alice.id))
        with pytest.raises(NoPlace), hub.listening(Topic(), alice.id):
            pass
    with hub.listening(Topic(), alice.id):
        assert hub.listeners == 1


def test_no_person_takes_all_places(make_hub, alice, make_user):
    hub = make_hub(places=3, processes=MOST_OF_ONE_PERSON)
    with hub.listening(Topic(), alice.id):
        with pytest.raises(NoPlace), hub.listening(Topic(), alice.id):
            pass
        bob = make_user("bob")
        with hub.listening(Topic(), bob.id):
            assert hub.listeners == 2


def test_place_of_a_client_that_hung_up_becomes_free(hub, alice):
    ours, theirs = socket.socketpair()
    with ours, hub.listening(Topic(), alice.id, ours) as feed:
        theirs.close()
        eventually(lambda: not feed.is_open)


def test_listener_that_does_not_keep_up_is_cut_off(hub, alice, add_job, monkeypatch):
    monkeypatch.setattr(feeds, "LONGEST", 2)
    job = add_job(alice)
    with hub.listening(Topic(), alice.id) as feed:
        for _ in range(3):
            say(job)
        eventually(lambda: not feed.is_open)


def test_all_streams_end_when_the_server_is_told_to_stop(hub, alice):
    serving = True
    hub.serve_while(lambda: serving)
    with hub.listening(Topic(), alice.id) as feed:
        serving = False
        eventually(lambda: not feed.is_open)
        with pytest.raises(NoPlace), hub.listening(Topic(), alice.id):
            pass
