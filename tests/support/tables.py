"""Tables for tests: migrated once in each process, copied from then on.

Migrating takes a tenth of a second, and most tests want tables.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import psycopg

from importer import schema
from importer.database import db

# A database that SQLite has opened and nobody has written to is a page at most.
_EMPTY_BYTES = 4096
# By the server's address: a database with this version's tables, empty.
_templates: dict[str, str] = {}


def make() -> None:
    """Give the entered application's database its tables; one that has some keeps them."""
    if db.engine.dialect.name == "sqlite":
        _make_sqlite(Path(db.engine.url.database or ""))
    else:
        _make_postgresql()


def create_database(server: str, name: str, *, is_empty: bool = False) -> None:
    """Create a database on a PostgreSQL server, with its tables if any test has made some yet.

    :param server: its address, without a database's name.
    :param is_empty: without tables in any case.
    """
    template = None if is_empty else _templates.get(server)
    _run(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))


def _make_sqlite(path: Path) -> None:
    if path.exists() and path.stat().st_size > _EMPTY_BYTES:
        return
    template = Path(_kept().name) / "tables.db"
    if template.exists():
        db.engine.dispose()
        shutil.copyfile(template, path)
        path.chmod(0o600)
        return
    schema.upgrade()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(template),))


def _make_postgresql() -> None:
    if schema.is_current():
        return
    schema.upgrade()
    server, _, name = db.engine.url.render_as_string(hide_password=False).rpartition("/")
    server = server.replace("+psycopg", "")
    # A database that is copied must have no visitors.
    db.engine.dispose()
    _run(server, f"CREATE DATABASE {name}_tables TEMPLATE {name}")
    _templates[server] = f"{name}_tables"


def _run(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    """Goes with the process."""
    return tempfile.TemporaryDirectory(prefix="tables-")
