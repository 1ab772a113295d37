"""API tokens: shown once, kept as hashes."""

import pytest
from sqlalchemy import select

from importer.accounts import tokens
from importer.database import db
from importer.errors import InvalidInput
from importer.models import ApiToken


def test_token_names_its_owner(any_app, make_user):
    alice, bob = make_user("alice"), make_user("bob")
    for user in (alice, bob):
        assert tokens.owner(tokens.issue(user, "laptop")) == user


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
    assert tokens.owner(token) is None
    assert tokens.owner(real[:-1]) is None
    assert tokens.owner(real + " ") is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\0b", "a\nb", "\ud800"])
def test_token_needs_a_printable_name(app, make_user, name):
    alice = make_user()
    with pytest.raises(InvalidInput) as refusal:
        tokens.issue(alice, name)
    assert refusal.value.field == "name"
    assert db.session.scalars(select(ApiToken)).all() == []
