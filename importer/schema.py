"""Bringing the database's tables up to date, and knowing whether they are."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from importer import models
from importer.config import PROJECT_ROOT
from importer.database import db, write_connection

# Any number, as long as it is always the same: hosts that start together upgrade one by one.
_UPGRADE_LOCK = 7_202_611

TABLES = models.__all__


def upgrade() -> None:
    """Create or migrate all tables, in one transaction."""
    with locked() as connection:
        command.upgrade(alembic_config(connection), "head")


def make_if_missing() -> None:
    """Make the tables of a database that has none; one that has old ones is left alone."""
    with db.engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_heads():
            return
    upgrade()


def is_current() -> bool:
    """Whether the tables are those this version of the program expects."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory.from_config(alembic_config()).get_heads())


def alembic_config(connection: Connection | None = None) -> Config:
    """What Alembic's commands take.

    :param connection: the one to migrate on; none for looking at the scripts alone.
    """
    config = Config()
    # Doubled, because Alembic reads options with ConfigParser's interpolation.
    folder = str(PROJECT_ROOT / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


@contextmanager
def locked() -> Iterator[Connection]:
    """A write transaction in which nobody else migrates."""
    with write_connection() as connection:
        # SQLite's write transaction is a lock already.
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        yield connection
