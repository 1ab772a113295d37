"""Each row of the log is read once, whatever order it becomes visible in."""

import pytest

from importer.database import db, writing
from importer.live import changes
from importer.live.changes import Tail, Topic
from importer.models import ImportEvent, JobState
from tests.unit.live.conftest import say


@pytest.fixture
def job(make_user, add_job):
    return add_job(make_user())


def _read(tail: Tail) -> list[str]:
    with db.engine.connect() as connection:
        return [change.message for change in tail.read(connection)]


def _tail() -> Tail:
    with db.engine.connect() as connection:
        return Tail(connection)


def test_what_was_there_before_is_not_news_and_the_rest_comes_once(job):
    say(job, "before")
    tail = _tail()
    assert _read(tail) == []
    say(job, "one")
    last = say(job, "two")
    assert _read(tail) == ["one", "two"]
    assert _read(tail) == []
    assert tail.mark == last


def test_number_that_becomes_visible_late_is_not_missed(job):
    first = say(job, "first")
    tail = _tail()
    say(job, "early", id=first + 2)
    assert _read(tail) == ["early"]
    # Whoever comes back with the mark gets the one that is still to come.
    assert tail.mark == first
    say(job, "late", id=first + 1)
    assert _read(tail) == ["late"]
    assert tail.mark == first + 2


def test_number_that_was_under_way_when_reading_began_is_not_missed(job):
    first = say(job, "first")
    say(job, "early", id=first + 2)
    tail = _tail()
    say(job, "late", id=first + 1)
    assert _read(tail) == ["late"]


def test_number_that_never_comes_is_not_waited_for_for_ever(job, monkeypatch):
    first = say(job, "first")
    tail = _tail()
    say(job, "after the gap", id=first + 2)
    assert _read(tail) == ["after the gap"]
    monkeypatch.setattr(changes, "GAP_SECONDS", 0)
    assert _read(tail) == []
    assert tail.mark == first + 2


def test_numbers_of_deleted_rows_are_not_given_again(job):
    number = say(job, "the newest")
    with writing() as session:
        session.delete(session.get_one(ImportEvent, number))
    assert say(job, "after it") > number


def test_only_the_last_change_of_an_ended_import_says_that_it_ended(job):
    tail = _tail()
    say(job, "Saving")
    say(job, "Worth knowing")
    say(job, "Successfully imported", state=JobState.SUCCEEDED)
    with db.engine.connect() as connection:
        assert [change.ended for change in tail.read(connection)] == [False, False, True]
        missed = changes.since(connection, Topic(job_id=job.id), 0)
    assert [change.ended for change in missed] == [False, False, True]


def test_a_topic_covers_what_its_query_finds(make_user, add_job):
    alice, bob = make_user("alice"), make_user("bob")
    hers, his = add_job(alice), add_job(bob)
    tail = _tail()
    mark = tail.mark
    say(hers, "hers")
    say(his, "his")
    with db.engine.connect() as connection:
        news = tail.read(connection)
        for topic, expected in (
            (Topic(), ["hers", "his"]),
            (Topic(user_id=alice.id), ["hers"]),
            (Topic(job_id=his.id), ["his"]),
            (Topic(user_id=alice.id, job_id=his.id), []),
        ):
            assert [change.message for change in news if topic.covers(change)] == expected
            found = changes.since(connection, topic, mark)
            assert [change.message for change in found] == expected
