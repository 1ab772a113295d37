"""Accounts: who can be made, who can sign in, whose session still counts."""

import threading

import pytest
from sqlalchemy import event, func, select

from importer import audit
from importer.accounts import passwords, sessions, signing_in, users
from importer.accounts.sessions import Caller
from importer.database import db
from importer.errors import InvalidInput
from importer.models import ImportLease, User

PASSWORD = "correct horse"


def _refused(field: str, *account: str) -> str:
    with pytest.raises(InvalidInput) as refusal:
        users.create(*account)
    assert refusal.value.field == field
    return refusal.value.message


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_account_comes_with_a_free_lease(any_app):
    assert not users.any_exist()
    alice = users.create(" Alice ", "alice@example.org", PASSWORD)
    assert users.any_exist()
    assert (alice.username, alice.username_key) == ("Alice", "alice")
    assert db.session.get_one(ImportLease, alice.id).job_id is None
    assert alice.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize("name", ["ab", "a-b_c9", "A" * 39, "0x"])
def test_plain_names_are_taken(app, name):
    assert users.create(name, "a@example.org", PASSWORD).username == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "A" * 40,
        "-a",
        "a-",
        "a--b",
        "a b",
        "a/b",
        "ümlaut",
        "a\0b",
        "a\nb",
        "aa\n\nb",
        "٣٣",
    ],
)
def test_other_names_are_refused(app, name):
    assert "2 to 39" in _refused("username", name, "a@example.org", PASSWORD)
    assert _count() == 0


@pytest.mark.parametrize("name", ["api", "Static", "SETTINGS", "projects", "imports", "sign-in"])
def test_names_of_pages_are_refused(app, name):
    assert "kept for the application" in _refused("username", name, "a@example.org", PASSWORD)


def test_every_page_that_would_hide_a_portfolio_is_reserved(app):
    words = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    plain = {word for word in words if word and "<" not in word}
    assert "projects" in plain
    assert plain <= users.RESERVED_USERNAMES


def test_name_is_taken_in_any_case_of_letters(any_app):
    users.create("alice", "alice@example.org", PASSWORD)
    assert _refused("username", "ALICE", "b@example.org", PASSWORD) == "That name is taken."
    assert _count() == 1


@pytest.mark.parametrize("email", ["", "alice", "a@", "@b", "a b@c", "a@b@c", "a\0@b", "\ud800@b"])
def test_other_text_is_no_email_address(app, email):
    _refused("email", "alice", email, PASSWORD)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025, "long enough\0", "\udcff" * 10])
def test_unfit_password_is_refused_and_not_repeated(app, password):
    message = _refused("password", "alice", "a@example.org", password)
    assert "long enough" not in message


def test_longest_password_signs_in(app):
    alice = users.create("alice", "alice@example.org", "x" * 1024)
    assert users.authenticate("alice", "x" * 1024) == alice
    assert users.authenticate("alice", "x" * 1025) is None


def test_only_one_of_two_first_visits_becomes_founder(any_app):
    outcomes = []
    together = threading.Barrier(2)

    def visit(name: str) -> None:
        with any_app.app_context():
            together.wait()
            try:
                outcomes.append(users.create(name, "a@b.c", PASSWORD, is_founder=True).username)
            except InvalidInput as refusal:
                outcomes.append(refusal.message)
            db.session.remove()

    visits = [threading.Thread(target=visit, args=(name,)) for name in ("alice", "bob")]
    for thread in visits:
        thread.start()
    for thread in visits:
        thread.join()
    assert "The administrator's account has been made already." in outcomes
    assert len({"alice", "bob"} & set(outcomes)) == 1
    assert db.session.scalars(select(User.is_admin)).all() == [True]


@pytest.mark.parametrize("name", ["alice", "ALICE", " alice ", "Alice@Example.org"])
def test_name_or_email_signs_in(any_app, name):
    alice = users.create("alice", "alice@example.ORG", PASSWORD)
    assert users.authenticate(name, PASSWORD) == alice


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("alice", "wrong horse"),
        ("alice", ""),
        ("alice", "\udcff\udcff"),
        ("bob", PASSWORD),
        ("", PASSWORD),
        ("a\0lice", PASSWORD),
        ("\ud800", PASSWORD),
        ("%", PASSWORD),
    ],
)
def test_anything_else_does_not(any_app, name, password):
    users.create("alice", "alice@example.org", PASSWORD)
    assert users.authenticate(name, password) is None


def test_somebody_elses_email_cannot_take_over_a_name(app):
    alice = users.create("alice", "alice@example.org", PASSWORD)
    users.create("mallory", "alice@example.org", "other horse")
    assert users.authenticate("alice", PASSWORD) == alice
    assert users.authenticate("alice", "other horse") is None


def test_unknown_name_costs_a_hash_as_well(app, monkeypatch):
    checked = []
    real = passwords._hasher

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            checked.append(stored[:9])
            return real.verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    assert users.authenticate("nobody", PASSWORD) is None
    assert checked == ["$argon2id"]


def test_unknown_name_writes_as_much_as_a_known_one_and_leaves_nothing(any_app):
    """Otherwise the time of the answer tells who has an account."""
    alice = users.create("alice", "alice@example.org", PASSWORD)
    written: list[list[str]] = []

    def note(_connection, _cursor, statement, *_more):
        written[-1].append(statement.split("(")[0])

    event.listen(db.engine, "before_cursor_execute", note)
    for name in ("alice", "nobody"):
        written.append([])
        assert signing_in.check(name, "wrong", Caller(f"192.0.2.{len(written)}")) is None
    event.remove(db.engine, "before_cursor_execute", note)
    known, unknown = ([one for one in some if one.startswith("INSERT")] for some in written)
    assert known == unknown
    assert "INSERT INTO audit_events " in unknown
    db.session.commit()
    kinds = [one.kind for one in audit.of_user(db.session(), alice.id)]
    assert kinds == ["sign_in_failed", "account_made"]


def test_new_password_ends_all_sessions(any_app):
    alice = users.create("alice", "alice@example.org", PASSWORD)
    sessions.begin(alice, Caller("192.0.2.7", "curl/8"))
    cookie = alice.get_id()
    assert sessions.find(cookie) == (alice, False)
    users.set_password(alice, "another horse", actor="command line")
    db.session.remove()
    assert sessions.find(cookie) is None
    assert sessions.of_user(db.session(), alice) == []
    assert users.authenticate("alice", PASSWORD) is None
    assert users.authenticate("alice", "another horse") is not None
    newest = audit.of_user(db.session(), alice.id)[0]
    assert (newest.kind, newest.actor) == ("password_reset", "command line")


def test_unfit_new_password_changes_nothing(app):
    alice = users.create("alice", "alice@example.org", PASSWORD)
    with pytest.raises(InvalidInput):
        users.set_password(alice, "short", actor="")
    assert users.authenticate("alice", PASSWORD) is not None
