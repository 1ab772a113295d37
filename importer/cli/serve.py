"""``serve`` (web and worker together) and ``worker`` (on its own)."""

import json
import os
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from importer import logs, schema, supervisor
from importer import worker as worker_process
from importer.cli.outages import told_in_a_sentence
from importer.config import PROJECT_ROOT, Settings
from importer.extensions import huey


@click.command()
@with_appcontext
@told_in_a_sentence
def serve() -> None:
    """Start web server and worker; migrate the database first. Ctrl-C stops both."""
    settings: Settings = current_app.extensions["repofolio"].base_settings
    os.umask(0o077)
    lock_path = settings.instance_path / "serve.lock"
    if supervisor.lock(lock_path, (settings.host, settings.port)) is None:
        click.echo(f"Repofolio is running already at {lock_path.read_text()}.", err=True)
        return
    schema.upgrade()
    plan = {
        "host": settings.host,
        "port": settings.port,
        "commands": {"web": web_command(settings), "worker": _worker()},
    }
    os.chdir(PROJECT_ROOT)
    # Replaced, not called: the supervisor must not carry the whole application in its memory.
    os.execv(sys.executable, [sys.executable, "-m", "importer.supervisor", json.dumps(plan)])  # noqa: S606


@click.command()
@with_appcontext
@told_in_a_sentence
def worker() -> None:
    """Run imports from the queue, on this host or on any other that reaches database and queue."""
    settings: Settings = current_app.extensions["repofolio"].base_settings
    logs.configure(settings.log_format, settings.secrets)
    if not schema.is_current():
        raise click.ClickException(
            "The database is not up to date; run: flask --app wsgi db upgrade"
        )
    # A queue that does not answer now is told at once; later on the consumer waits for it.
    huey.storage.queue_size()
    worker_process.run(current_app._get_current_object())  # type: ignore[attr-defined]


def web_command(settings: Settings) -> list[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--config=python:importer.web_process",
        f"--workers={settings.web_processes}",
        f"--threads={settings.web_threads}",
        f"--bind={host}:{settings.port}",
        "--graceful-timeout=10",
        "--keep-alive=15",
        "--log-level=warning",
    ]


def _worker() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
