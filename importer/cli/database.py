"""``db upgrade``."""

import click
from flask.cli import AppGroup

from importer import schema

db_group = AppGroup("db", help="The database's tables.")


@db_group.command()
def upgrade() -> None:
    """Create the tables, or bring them up to date."""
    schema.upgrade()
    click.echo("The database is up to date.")
