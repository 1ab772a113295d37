"""How the application talks to its database: aware times, and transactions that say what they do.

Every transaction is read-only unless it is opened by :func:`writing`. On SQLite a read-only one is
a plain ``BEGIN`` under ``PRAGMA query_only``, a writing one a ``BEGIN IMMEDIATE``, which waits for
its turn at the start instead of failing with SQLITE_BUSY_SNAPSHOT in the middle. On PostgreSQL the
same is ``BEGIN READ ONLY`` and ``BEGIN``. A write somebody forgot to announce therefore fails
always, not sometimes.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Delete,
    Engine,
    MetaData,
    TypeDecorator,
    Update,
    event,
    insert,
    inspect,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from importer.wal import use_wal

_writing: ContextVar[bool] = ContextVar("writing", default=False)

# The threads of a process take turns here: SQLite's own waiting sleeps ever longer between looks,
# so that under load an unlucky thread waits a second while others come and go.
_turn = threading.Lock()

BUSY_SECONDS = 5
SQLITE_PRAGMAS = (
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "journal_size_limit=8388608",
)


class Base(DeclarativeBase):
    """Parent of all models; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time, also on SQLite, which has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@contextmanager
def writing() -> Iterator[Session]:
    """One short write transaction: commits at the end of the block, rolls back on an exception.

    Never call the network or render inside it: nobody else can write meanwhile.

    :raises RuntimeError: opened inside another one.
    """
    if _writing.get():
        raise RuntimeError("a write transaction is open already")
    session = db.session()
    # Ends the reading transaction, if there is one; anything it changed fails here, as it must.
    session.commit()
    with _own_turn():
        token = _writing.set(True)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            _writing.reset(token)


@contextmanager
def _own_turn() -> Iterator[None]:
    # PostgreSQL's writers wait for each other's rows only.
    if db.engine.dialect.name != "sqlite":
        yield
        return
    # As long as SQLite itself waits; then let it say that the database is locked.
    got_it = _turn.acquire(timeout=BUSY_SECONDS)
    try:
        yield
    finally:
        if got_it:
            _turn.release()


def rows_changed(
    session: Session, statement: Update | Delete, values: dict[str, Any] | None = None
) -> int:
    """Run a conditional UPDATE or DELETE; its row count says who won.

    :param values: of the statement's parameters, if it has any.
    """
    # As the connection's own, not the session's: nothing that is loaded is to be looked through.
    session.flush()
    return session.connection().execute(statement, values).rowcount


def insert_one(session: Session, row: Base) -> None:
    """Add one new row now, past the session's unit of work, which costs more than the row does; the
    object is the session's afterwards, with its defaults and its id.

    :param row: of a table whose key is one number that the database gives.
    """
    given = {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
    result = session.connection().execute(insert(type(row)), given)
    stored = cast(dict[str, Any], result.last_inserted_params())
    (key,) = inspect(type(row)).primary_key
    (number,) = cast(tuple[int], result.inserted_primary_key)
    for name, value in (stored | {key.name: number}).items():
        set_committed_value(row, name, value)
    make_transient_to_detached(row)
    session.add(row)


@contextmanager
def write_connection() -> Iterator[Connection]:
    """One write transaction outside any session, for migrations."""
    token = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


def init_app(app: Flask, database_url: str, threads: int) -> None:
    """Bind the database to the application.

    :param threads: how many threads of this process may want a connection at once.
    """
    is_sqlite = database_url.startswith("sqlite")
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": threads,
        "max_overflow": 4,
        "pool_pre_ping": not is_sqlite,
        # Seconds; a host that neither answers nor refuses would hold every command for minutes.
        "connect_args": {} if is_sqlite else {"connect_timeout": 5},
    }
    db.init_app(app)
    with app.app_context():
        _announce_transactions(db.engine)


def _announce_transactions(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late and breaks savepoints; ours is emitted below.
    connection.isolation_level = None
    use_wal(connection, BUSY_SECONDS)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = _writing.get()
    cursor = connection.connection.cursor()
    # The pragma outlives the transaction, so it is said only when it changes: each statement
    # lets go of the interpreter's lock and has to queue for it again.
    if connection.info.get("writes") is not writes:
        cursor.execute("PRAGMA query_only=0" if writes else "PRAGMA query_only=1")
        connection.info["writes"] = writes
    cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    cursor.close()


def _begin_postgresql(connection: Connection) -> None:
    # psycopg sends this as part of its BEGIN: no further round trip.
    connection.connection.driver_connection.read_only = not _writing.get()  # type: ignore[union-attr]
