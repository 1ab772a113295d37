"""Whom an import's end is told to, and that it is told once."""

import pytest
from sqlalchemy import func, select

from importer.database import db, writing
from importer.models import ImportJob, Notification
from importer.notifications import announcing, choices, toasts
from importer.workflow import runs


def test_who_has_chosen_nothing_is_told_of_ends_only(alice):
    alice.start()
    assert alice.told() == []
    runs.cancel(alice.job)
    assert alice.told() == []
    alice.succeed()
    assert alice.told(channel="page") == ["page.finished"]
    alice.fail("northgate/other")
    assert alice.told(channel="page") == ["page.finished", "page.failed"]


def test_what_is_not_wanted_is_not_written_down(alice):
    alice.chooses("page.started")
    alice.fail()
    assert alice.told() == ["page.started"]
    alice.chooses()
    alice.succeed("northgate/other")
    assert alice.told() == ["page.started"]


def test_a_run_that_is_given_back_does_not_start_twice(alice):
    alice.chooses("page.started")
    run = alice.start()
    runs.give_back(run)
    assert runs.claim(alice.job.id, None) is not None
    assert alice.told() == ["page.started"]


def test_the_end_is_told_once_whatever_happens(alice):
    alice.fail()
    with writing() as session:
        announcing.import_ended(session, alice.job.id)
    assert alice.told(channel="page") == ["page.failed"]


def test_an_ending_that_is_rolled_back_tells_nobody(alice):
    run = alice.start()

    def break_off(session):
        runs.change(session, run, state="failed", run_id=None)
        announcing.import_ended(session, run.job_id)
        raise RuntimeError

    with pytest.raises(RuntimeError), writing() as session:
        break_off(session)
    assert alice.told() == []
    assert db.session.scalar(select(ImportJob.state)) == "running"


def test_choices_that_are_not_offered_are_refused(alice):
    for wanted, after in ((["page.exploded"], 60), (["page.failed"], 61)):
        with pytest.raises(choices.InvalidInput), writing() as session:
            choices.save(session, alice.user.id, wanted, after)
    assert choices.of(db.session(), alice.user.id) == choices.Choices()


def test_a_notice_is_handed_out_once_and_to_its_owner(alice, person):
    bob = person("bob")
    alice.fail()
    assert toasts.take(bob.user.id) == []
    assert toasts.pulse(db.session(), alice.user.id).unseen
    told = toasts.take(alice.user.id)
    assert [(one.title, one.job_public_id) for one in told] == [
        ("Import failed", alice.job.public_id)
    ]
    assert "does not exist" in told[0].text
    assert toasts.take(alice.user.id) == []
    assert not toasts.pulse(db.session(), alice.user.id).unseen


def test_notices_go_with_their_person(alice):
    alice.fail()
    with writing() as session:
        session.delete(session.get(type(alice.user), alice.user.id))
    assert db.session.scalar(select(func.count()).select_from(Notification)) == 0
