"""API tokens: shown once, kept as hashes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from importer import audit
from importer.accounts import tokens
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import db
from importer.errors import InvalidInput
from importer.models import ApiToken, User


def _owner(token: str) -> User:
    found = tokens.grant(token)
    assert found
    return found.user


def test_token_names_its_owner(any_app, make_user):
    alice, bob = make_user("alice"), make_user("bob")
    for user in (alice, bob):
        assert _owner(tokens.issue(user, "laptop")) == user


def test_token_itself_is_stored_nowhere(app, make_user):
    token = tokens.issue(make_user(), " laptop ")
    row = db.session.scalars(select(ApiToken)).one()
    assert (row.name, row.prefix) == ("laptop", token[:12])
    columns = [str(getattr(row, column.key)) for column in ApiToken.__table__.columns]
    assert token not in columns
    assert token[12:] not in " ".join(columns)


def test_tokens_are_long_and_differ(app, make_user):
    alice = make_user()
    issued = {tokens.issue(alice, "one"), tokens.issue(alice, "one")}
    assert len(issued) == 2
    assert all(token.startswith("rpf_") and len(token) > 40 for token in issued)


@pytest.mark.parametrize("token", ["", "rpf_", "rpf_wrong", "x" * 100_000, "\x00", "é"])
def test_anything_else_is_nobodys(any_app, make_user, token):
    real = tokens.issue(make_user(), "laptop")
    assert tokens.grant(token) is None
    assert tokens.grant(real[:-1]) is None
    assert tokens.grant(real + " ") is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b", "a\nb", "\ud800"])
def test_token_needs_a_printable_name(app, make_user, name):
    alice = make_user()
    with pytest.raises(InvalidInput) as refusal:
        tokens.issue(alice, name)
    assert refusal.value.field == "name"
    assert db.session.scalars(select(ApiToken)).all() == []


def test_a_token_expires(app, make_user, monkeypatch):
    token = tokens.issue(make_user(), "laptop", days=1)
    fresh = tokens.grant(token)
    assert fresh
    assert not fresh.is_expired
    monkeypatch.setattr(tokens, "now", lambda: now() + timedelta(days=1, seconds=1))
    late = tokens.grant(token)
    assert late
    assert late.is_expired


@pytest.mark.parametrize("days", [0, -1, 3651, 10**20])
def test_impossible_lives_are_refused(app, make_user, days):
    with pytest.raises(InvalidInput):
        tokens.issue(make_user(), "laptop", days=days)
    assert db.session.scalars(select(ApiToken)).all() == []


def test_nobody_gathers_tokens_without_end(app, make_user, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 2)
    alice, bob = make_user("alice"), make_user("bob")
    for _ in range(2):
        tokens.issue(alice, "laptop")
    with pytest.raises(InvalidInput, match="revoke one first"):
        tokens.issue(alice, "laptop")
    assert _owner(tokens.issue(bob, "laptop")) == bob


def test_revoking_is_for_the_owner_alone_and_at_once(any_app, make_user):
    alice, bob = make_user("alice"), make_user("bob")
    token = tokens.issue(alice, "laptop")
    number = tokens.of_user(db.session(), alice.id)[0].id
    assert not tokens.revoke(bob, number)
    # Numbers no column holds are nobody's.
    assert not tokens.revoke(alice, 2**31)
    assert not tokens.revoke(alice, 10**30)
    assert _owner(token) == alice
    assert tokens.revoke(alice, number)
    assert tokens.grant(token) is None
    assert not tokens.revoke(alice, number)
    assert [event.kind for event in audit.of_user(db.session(), alice.id)][:2] == [
        "token_revoked",
        "token_made",
    ]


def test_a_use_is_told_once_a_day_and_address(any_app, make_user):
    alice = make_user("alice")
    token = tokens.issue(alice, "laptop")
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1"):
        used = tokens.grant(token)
        assert used is not None
        tokens.note_use(used, Caller(address))
    told = [
        event.address
        for event in audit.of_user(db.session(), alice.id)
        if event.kind == "token_used"
    ]
    assert told == ["192.0.2.2", "192.0.2.1"]
    row = db.session.scalars(select(ApiToken), execution_options={"populate_existing": True}).one()
    assert row.used_from == "192.0.2.1"
    assert row.used_at is not None


def test_uses_are_not_written_one_by_one(app, make_user):
    token = tokens.issue(make_user(), "laptop")
    first = tokens.grant(token)
    assert first is not None
    assert tokens.is_worth_noting(first, "192.0.2.1")
    tokens.note_use(first, Caller("192.0.2.1"))
    again = tokens.grant(token)
    assert again is not None
    assert not tokens.is_worth_noting(again, "192.0.2.1")
    assert not tokens.is_worth_noting(again, "192.0.2.2")
    later = replace(again, used_at=now() - timedelta(minutes=2))
    assert not tokens.is_worth_noting(later, "192.0.2.1")
    assert tokens.is_worth_noting(later, "192.0.2.2")
