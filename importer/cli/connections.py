"""``connections new-key`` and ``rotate-key``: the keys that encrypt people's tokens for forges."""

import click
from flask.cli import AppGroup

from importer import vault
from importer.cli.outages import told_in_a_sentence
from importer.connections import keys
from importer.tasks import toolbox

connections_group = AppGroup("connections", help="People's connected accounts at forges.")


@connections_group.command("new-key")
def new_key() -> None:
    """Print a new key for TOKEN_KEYS."""
    click.echo(vault.new_key())


@connections_group.command("rotate-key")
@told_in_a_sentence
def rotate_key() -> None:
    """Encrypt all stored tokens under a new key.

    With the key file, the new key is made here, and the one before it is kept for processes that
    still use it. With TOKEN_KEYS, put the new key first on every host and restart before, and
    remove the old one afterwards.
    """
    box = toolbox().vault
    made = box.turn()
    done, lost = keys.reseal(box)
    click.echo(f"{'A new key was made. ' if made else ''}{done} secrets are under the newest key.")
    if lost:
        raise click.ClickException(
            f"{lost} secrets could not be opened by any key; their accounts have to be reconnected."
        )
