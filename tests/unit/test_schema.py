"""Migrations: they make what the models say, alone or in a crowd, and can be taken back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from importer import schema
from importer.accounts import users
from importer.app import create_app
from importer.config import PROJECT_ROOT, load
from importer.database import Base, db, write_connection
from tests.support import backends
from tests.support.backends import Servers

UPGRADE = """
import sys
from importer.app import create_app
from importer import schema
app = create_app()
print("ready", flush=True)
sys.stdin.readline()
with app.app_context():
    schema.upgrade()
"""


NOW = "'2026-01-02 03:04:05+00:00'"
FIRST_ROWS = (
    "INSERT INTO users (id, username, username_key, email, password_hash, created_at) "
    f"VALUES (1, 'alice', 'alice', '', 'x', {NOW})",
    "INSERT INTO projects (id, user_id, forge, host, path, source_key, forge_repo_id, web_url, "
    "slug, title, description, primary_language, stars, created_at, imported_at, facts, analysis, "
    "readme_html) VALUES (1, 1, 'github', 'h', 'o/r', 'h/o/r', '1', 'u', 'r', 'R', '', '', 0, "
    f"{NOW}, {NOW}, '{{}}', '{{}}', '')",
    "INSERT INTO import_jobs (id, public_id, user_id, forge, host, path, source_key, is_private, "
    "state, percent, message, attempt, created_at, warnings, project_id) VALUES (1, 'p', 1, "
    f"'github', 'h', 'o/r', 'h/o/r', true, 'queued', 0, '', 0, {NOW}, '[]', 1)",
    "INSERT INTO import_leases (user_id, job_id) VALUES (1, 1)",
    "INSERT INTO import_events (id, job_id, at, level, percent, message) "
    f"VALUES (1, 1, {NOW}, 'info', 0, 'x')",
)


@pytest.fixture
def environment(backend: str, tmp_path: Path, session_servers: Servers) -> dict[str, str]:
    """Settings of an instance without tables."""
    return backends.environment(backend, tmp_path / "instance", session_servers, is_empty=True)


@pytest.fixture
def empty(environment: dict[str, str]) -> Iterator[Flask]:
    """An application on a database without tables, on each of the two set-ups."""
    app = create_app(load(environment))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_empty_database_gets_every_table(empty):
    assert not _tables()
    assert not schema.is_current()
    schema.upgrade()
    assert _tables() == {*Base.metadata.tables, "alembic_version"}
    assert schema.is_current()


def test_upgrading_twice_keeps_what_is_there(empty):
    schema.upgrade()
    users.create("alice", "alice@example.org", "correct horse")
    schema.upgrade()
    assert users.by_name("alice") is not None


def test_models_and_migrations_agree(empty):
    schema.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_taken_back(empty):
    schema.upgrade()
    with schema.locked() as connection:
        command.downgrade(schema.alembic_config(connection), "base")
    assert _tables() == {"alembic_version"}
    assert not schema.is_current()
    schema.upgrade()
    assert schema.is_current()


def test_what_is_there_survives_every_migration(empty):
    """From the first tables on: rows that others hang on are neither lost nor do they take any
    along, which copying a table would do on SQLite."""
    with schema.locked() as connection:
        command.upgrade(schema.alembic_config(connection), "0001")
    with write_connection() as connection:
        for statement in FIRST_ROWS:
            connection.execute(text(statement))
    schema.upgrade()
    with db.engine.connect() as connection:
        for table in ("users", "import_leases", "import_jobs", "import_events", "projects"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
    with schema.locked() as connection:
        command.downgrade(schema.alembic_config(connection), "0001")
    with db.engine.connect() as connection:
        for table in ("users", "import_leases", "import_jobs", "projects"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table


def test_hosts_that_start_together_upgrade_one_by_one(empty, environment):
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE],
            cwd=PROJECT_ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for starter in starters:
        assert starter.stdout.readline() == "ready\n"
    for starter in starters:
        starter.stdin.write("\n")
        starter.stdin.flush()
    complaints = [starter.communicate()[1] for starter in starters]
    assert [starter.returncode for starter in starters] == [0] * 4, complaints
    assert schema.is_current()
