"""Transactions that say what they do, and times that say where they are."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from importer.accounts import sessions, users
from importer.accounts.sessions import Caller
from importer.database import db, insert_one, write_connection, writing
from importer.models import ApiToken, RateBudget, User

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def _budget(reset_at: datetime = NOON, host: str = "github.com") -> RateBudget:
    return RateBudget(host=host, credential="none", quota=60, remaining=60, reset_at=reset_at)


def _budgets() -> int:
    return db.session.scalar(select(func.count()).select_from(RateBudget)) or 0


def test_write_that_was_not_announced_fails(any_app):
    db.session.add(_budget())
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.commit()
    db.session.rollback()
    assert _budgets() == 0


def test_announced_write_is_committed(any_app):
    with writing() as session:
        session.add(_budget())
    db.session.remove()
    assert _budgets() == 1


def test_write_fails_again_after_the_announced_one_has_ended(any_app):
    with writing() as session:
        session.add(_budget())
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(update(RateBudget).values(remaining=1))
    db.session.rollback()


def test_exception_takes_everything_back(any_app):
    def give_up() -> None:
        with writing() as session:
            session.add(_budget())
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        give_up()
    assert _budgets() == 0
    with writing() as session:
        session.add(_budget())
    assert _budgets() == 1


def test_write_transactions_do_not_nest(any_app):
    with pytest.raises(RuntimeError, match="open already"), writing(), writing():
        pass
    with writing() as session:
        session.add(_budget())
    assert _budgets() == 1


def test_announcement_of_one_thread_is_not_that_of_another(any_app):
    """The second thread waits for nothing: it only reads, and may not write."""
    refused = []

    def write_unannounced() -> None:
        with any_app.app_context():
            try:
                db.session.execute(text("DELETE FROM rate_budgets"))
            except DBAPIError as error:
                refused.append(error)
            db.session.remove()

    with writing():
        thread = threading.Thread(target=write_unannounced)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_reader_sees_the_state_before_an_open_write(any_app):
    seen = []

    def read() -> None:
        with any_app.app_context():
            seen.append(_budgets())
            db.session.remove()

    with writing() as session:
        session.add(_budget())
        session.flush()
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen == [0]
    assert _budgets() == 1


def test_times_come_back_aware_and_in_utc(any_app):
    paris = timezone(timedelta(hours=1))
    with writing() as session:
        session.add(_budget(NOON.astimezone(paris)))
    db.session.remove()
    stored = db.session.scalars(select(RateBudget.reset_at)).one()
    assert stored == NOON
    assert stored.tzinfo is UTC


def test_time_without_a_zone_is_refused(any_app):
    with pytest.raises(StatementError, match="without a zone"), writing() as session:
        session.add(_budget(NOON.replace(tzinfo=None)))


def test_connection_outside_a_session_may_write(any_app):
    with write_connection() as connection:
        connection.execute(text("DELETE FROM rate_budgets"))
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM rate_budgets"))


def test_foreign_keys_are_kept(any_app):
    users.create("alice", "alice@example.org", "correct horse")
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"), writing() as session:
        session.execute(text("UPDATE import_leases SET job_id = 999"))


def test_no_page_without_parameters_writes_when_it_is_got(app, make_user):
    alice = make_user("alice", is_admin=True)
    sessions.begin(alice, Caller())
    statements: list[str] = []
    event.listen(
        db.engine, "before_cursor_execute", lambda *call: statements.append(call[2].lstrip())
    )
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = alice.get_id()
    pages = [rule.rule for rule in app.url_map.iter_rules() if _is_plain_get(rule)]
    assert "/projects/add" in pages
    for page in pages:
        with client.get(page) as answer:
            assert answer.status_code < 500, page
    assert any(statement.startswith("SELECT") for statement in statements)
    assert [s for s in statements if s.startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert db.session.scalars(select(User.username)).all() == ["alice"]


def _is_plain_get(rule) -> bool:
    return "GET" in rule.methods and not rule.arguments


def test_row_that_is_inserted_at_once_is_as_one_that_was_flushed(any_app, make_user):
    alice = make_user("alice")
    with writing() as session:
        token = ApiToken(user_id=alice.id, name="n", prefix="p", digest="d")
        insert_one(session, token)
        assert token in session
        assert token.created_at.tzinfo is not None
    number = token.id
    db.session.expunge_all()
    again = db.session.get_one(ApiToken, number)
    assert (again.name, again.created_at) == (token.name, token.created_at)
    with writing() as session:
        again.name = "renamed"
    assert db.session.scalars(select(ApiToken.name)).all() == ["renamed"]
