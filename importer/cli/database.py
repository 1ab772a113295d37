"""``db upgrade``."""

import click
from flask.cli import AppGroup

from importer import schema
from importer.cli.outages import told_in_a_sentence

db_group = AppGroup("db", help="The database's tables.")


@db_group.command()
@told_in_a_sentence
def upgrade() -> None:
    """Create the tables, or bring them up to date."""
    schema.upgrade()
    click.echo("The database is up to date.")
