"""Sessions: one row a browser, each to be ended, none to be made up."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from importer import audit
from importer.accounts import sessions
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import db, writing
from importer.models import UserSession

HOME = Caller("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0")


def _cookie(user) -> str:
    sessions.begin(user, HOME)
    return user.get_id()


def _kinds(user) -> list[str]:
    return [event.kind for event in audit.of_user(db.session(), user.id)]


def test_each_session_is_ended_by_itself(any_app, make_user):
    alice = make_user()
    first, second = _cookie(alice), _cookie(alice)
    assert first != second
    row = sessions.of_user(db.session(), alice)[0]
    assert (row.address, row.agent) == (HOME.address, HOME.agent)
    assert sessions.is_this_one(alice, row)
    assert sessions.end(alice, row.id, HOME)
    assert not sessions.end(alice, row.id, HOME)
    assert sessions.find(second) is None
    assert sessions.find(first) is not None
    assert _kinds(alice) == ["session_ended", "signed_in", "signed_in", "account_made"]


def test_nobody_ends_somebody_elses(any_app, make_user):
    alice, bob = make_user("alice"), make_user("bob")
    cookie = _cookie(alice)
    row = sessions.of_user(db.session(), alice)[0]
    assert not sessions.end(bob, row.id, HOME)
    assert sessions.find(cookie) is not None
    assert _kinds(bob) == ["account_made"]


def test_signing_out_everywhere_ends_all(any_app, make_user):
    alice = make_user()
    cookies = [_cookie(alice), _cookie(alice)]
    sessions.end_all(alice, HOME)
    db.session.remove()
    assert [sessions.find(cookie) for cookie in cookies] == [None, None]


def test_a_raised_epoch_alone_ends_a_session(any_app, make_user):
    alice = make_user()
    cookie = _cookie(alice)
    with writing() as session:
        session.execute(update(type(alice)).values(session_epoch=7))
    db.session.remove()
    assert sessions.find(cookie) is None


def test_whoever_reads_the_table_is_not_signed_in(app, make_user):
    alice = make_user()
    cookie = _cookie(alice)
    row = db.session.scalars(select(UserSession)).one()
    assert row.digest not in cookie
    assert sessions.find(f"{alice.id}:0:{row.digest}") is None


def test_last_seen_is_corrected_only_now_and_then(any_app, make_user):
    alice = make_user()
    cookie = _cookie(alice)
    assert sessions.find(cookie) == (alice, False)
    with writing() as session:
        session.execute(update(UserSession).values(seen_at=now() - timedelta(hours=1)))
    assert sessions.find(cookie) == (alice, True)
    sessions.touch(alice, Caller("192.0.2.8"))
    assert sessions.find(cookie) == (alice, False)
    db.session.remove()
    assert sessions.of_user(db.session(), alice)[0].address == "192.0.2.8"


def test_browsers_not_seen_for_long_are_forgotten(any_app, make_user):
    alice = make_user()
    cookie = _cookie(alice)
    with writing() as session:
        sessions.forget_old(session)
    assert sessions.find(cookie)
    with writing() as session:
        session.execute(update(UserSession).values(seen_at=now() - timedelta(days=32)))
        sessions.forget_old(session)
    assert sessions.find(cookie) is None


@pytest.mark.parametrize(
    "cookie",
    ["", ":", "1", "1:", "1:0", "1:0:", "1:9:x", "x:0:x", "²:0:x", "9" * 30 + ":0:x", "1:0:\ud800"],
)
def test_made_up_session_is_nobodys(any_app, make_user, cookie):
    _cookie(make_user())
    assert sessions.find(cookie) is None
