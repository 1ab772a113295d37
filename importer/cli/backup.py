"""``backup`` and ``restore``: a one-host instance in one file."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from importer import backup as archives
from importer import schema, supervisor
from importer.backup import BackupError
from importer.cli.outages import told_in_a_sentence
from importer.config import Settings
from importer.database import db
from importer.workflow import workers

_ELSEWHERE = (
    "{name} is not in the instance's folder: copy it with its own server's tools "
    "(pg_dump and pg_restore for PostgreSQL)."
)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the keys and config.toml into it as well.")
@with_appcontext
@told_in_a_sentence
def backup(path: Path, with_keys: bool) -> None:
    """Copy databases (and keys) to the new file PATH; nothing has to be stopped."""
    settings = _settings_of_one_host()
    try:
        contents = archives.backup(settings.instance_path, path, keys=with_keys)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Wrote {path}: {_said(contents)}.")
    if with_keys:
        click.echo("It holds the keys: whoever can read it can read every stored token.")
    else:
        click.echo(
            "It holds no keys. Keep the key files of the instance's folder somewhere else; without "
            "them people sign in anew and connect their forges again. --with-keys puts them in."
        )


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Overwrite the database that is there.")
@with_appcontext
@told_in_a_sentence
def restore(path: Path, replace: bool) -> None:
    """Put the backup PATH in place; web and worker have to be stopped."""
    settings = _settings_of_one_host()
    instance = settings.instance_path
    if supervisor.lock(instance / "serve.lock", (settings.host, settings.port)) is None:
        raise click.ClickException("Repofolio is running here: stop it first.")
    if (instance / "app.db").exists() and schema.is_current() and workers.alive(db.session()):
        raise click.ClickException("A worker is running here: stop it first.")
    db.session.remove()
    db.engine.dispose()
    try:
        contents = archives.restore(path, instance, replace=replace)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    schema.upgrade()
    click.echo(f"Restored {_said(contents)}.")
    if not contents.keys:
        click.echo("The backup held no keys: put the old key files back, or people sign in anew.")


def _settings_of_one_host() -> Settings:
    settings: Settings = current_app.extensions["repofolio"].base_settings
    here = f"sqlite:///{settings.instance_path}/"
    for name, url, file in (
        ("DATABASE_URL", settings.database_url, "app.db"),
        ("QUEUE_URL", settings.queue_url, "queue.db"),
    ):
        if url != here + file:
            raise click.ClickException(_ELSEWHERE.format(name=name))
    return settings


def _said(contents: archives.Contents) -> str:
    rows = sum(contents.rows.values())
    return f"{rows} rows of {len(contents.rows)} tables, {len(contents.files)} files"
