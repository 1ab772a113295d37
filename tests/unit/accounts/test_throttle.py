"""Whoever guesses is slowed down; nobody is locked out of their own account."""

import threading
from datetime import timedelta

import pytest
import time_machine

from importer import audit
from importer.accounts import signing_in, throttle
from importer.accounts.sessions import Caller
from importer.accounts.throttle import ACCOUNT, ADDRESS, PAIR
from importer.clock import now
from importer.database import db, writing
from importer.errors import TooManyAttempts
from importer.models import Throttle

HOME, AWAY = Caller("192.0.2.7"), Caller("198.51.100.9")
PASSWORD = "correct horse"


def _guess(times: int, caller: Caller = AWAY, name: str = "alice") -> None:
    for _ in range(times):
        assert signing_in.check(name, "wrong", caller) is None


def _retry_at(caller: Caller = AWAY, name: str = "alice", password: str = "wrong"):
    with pytest.raises(TooManyAttempts) as refusal:
        signing_in.check(name, password, caller)
    return refusal.value.retry_at


def test_waits_grow_and_have_an_end():
    waits = [PAIR.wait(failures).total_seconds() for failures in range(4, 9)]
    assert waits == [0, 2, 4, 8, 16]
    assert PAIR.wait(10_000) == PAIR.longest


@pytest.mark.parametrize("name", ["alice", "nobody", "alice@example.org", "\ud800"])
def test_a_guesser_waits_whether_or_not_there_is_such_a_person(any_app, make_user, name):
    make_user()
    _guess(PAIR.free, name=name)
    assert now() < _retry_at(name=name) <= now() + PAIR.first


def test_the_right_password_waits_as_well_but_only_at_the_guessers_address(any_app, make_user):
    alice = make_user()
    _guess(PAIR.free)
    _retry_at(password=PASSWORD)
    assert signing_in.check("alice", PASSWORD, HOME) == alice


def test_name_and_address_count_as_the_one_account(app, make_user):
    make_user()
    _guess(PAIR.free - 1, name="alice")
    _guess(1, name="ALICE@example.org")
    _retry_at(name="alice")


def test_success_begins_the_count_again(any_app, make_user):
    make_user()
    _guess(PAIR.free - 1)
    assert signing_in.check("alice", PASSWORD, AWAY)
    _guess(PAIR.free)
    _retry_at()


def test_a_refused_attempt_does_not_make_the_wait_longer(app, make_user):
    make_user()
    _guess(PAIR.free)
    first = _retry_at()
    assert [_retry_at() for _ in range(5)] == [first] * 5


def test_an_hour_of_quiet_forgives(any_app, make_user):
    make_user()
    with time_machine.travel(now() - timedelta(hours=2), tick=False):
        _guess(PAIR.free)
        _retry_at()
    _guess(PAIR.free)


def test_many_addresses_slow_the_account_down_but_not_its_owner(any_app, make_user):
    alice = make_user()
    with writing() as session:
        audit.record(session, alice.id, "signed_in", address=HOME.address)
    for number in range(ACCOUNT.free):
        _guess(1, Caller(f"203.0.113.{number}"))
    assert _retry_at(Caller("203.0.113.200")) <= now() + ACCOUNT.longest
    assert signing_in.check("alice", PASSWORD, HOME) == alice


def test_one_address_that_tries_many_accounts_waits(any_app, make_user):
    for number in range(ADDRESS.free):
        _guess(1, name=f"person{number}")
    _retry_at(name="another")
    assert signing_in.check("person1", "wrong", HOME) is None


def test_the_next_address_of_the_same_ipv6_line_is_the_same_guesser(app, make_user):
    make_user()
    for number in range(PAIR.free):
        _guess(1, Caller(f"2001:db8:1:2::{number:x}"))
    _retry_at(Caller("2001:db8:1:2:ffff::1"))
    _guess(1, Caller("2001:db8:1:3::1"))


def test_a_hundred_guesses_at_once_are_counted_like_one_after_the_other(any_app, make_user):
    outcomes = []

    def guess() -> None:
        with any_app.app_context():
            try:
                throttle.begin("user 1", AWAY.address)
                outcomes.append("tried")
            except TooManyAttempts:
                outcomes.append("refused")

    threads = [threading.Thread(target=guess) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("tried") == PAIR.free
    assert len(outcomes) == 24


def test_what_was_typed_is_not_to_be_read_in_the_table(app):
    signing_in.check("my-password-by-mistake", "wrong", AWAY)
    rows = db.session.query(Throttle).all()
    assert len(rows) == 3
    assert all("mistake" not in row.key for row in rows)


def test_old_counts_are_forgotten(any_app):
    with time_machine.travel(now() - timedelta(days=2), tick=False):
        _guess(1)
    assert db.session.query(Throttle).count() == 3
    with writing() as session:
        throttle.forget_old(session)
    assert db.session.query(Throttle).count() == 0
