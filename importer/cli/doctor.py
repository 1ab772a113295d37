"""``doctor``: is everything well, and if not, what to do."""

import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from importer import schema
from importer.cli.outages import first_line
from importer.database import db
from importer.errors import RepofolioError
from importer.extensions import huey
from importer.mail import smtp
from importer.workflow import workers
from importer.workflow.toolbox import Toolbox

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """:param remedy: what to do; empty when all is well."""

    text: str
    remedy: str = ""


@click.command()
@with_appcontext
def doctor() -> None:
    """Check database, queue, worker, files and forge; exit code 1 if something needs doing."""
    toolbox: Toolbox = current_app.extensions["repofolio"]
    findings = [_say(check, toolbox) for check in _CHECKS]
    sys.exit(1 if any(finding.remedy for finding in findings) else 0)


@dataclass(frozen=True, slots=True)
class Check:
    """:param otherwise: what to do if looking itself fails."""

    name: str
    look: Callable[[Toolbox], Finding]
    otherwise: str


def _say(check: Check, toolbox: Toolbox) -> Finding:
    try:
        finding = check.look(toolbox)
    except Exception as error:
        cause = getattr(error, "orig", None) or error
        finding = Finding(f"{type(cause).__name__}: {first_line(cause)}", check.otherwise)
    # A query that failed leaves a transaction in which none would succeed.
    db.session.remove()
    mark = click.style("needs you", fg="red") if finding.remedy else click.style("ok", fg="green")
    click.echo(f"{check.name:<11} {mark}  {finding.text}")
    if finding.remedy:
        click.echo(f"            → {finding.remedy}")
    return finding


def _database(_toolbox: Toolbox) -> Finding:
    db.session.execute(text("SELECT 1"))
    return Finding(f"reachable ({db.engine.dialect.name})")


def _migrations(_toolbox: Toolbox) -> Finding:
    if schema.is_current():
        return Finding("up to date")
    return Finding("the tables are not those of this version", "Run: flask --app wsgi db upgrade")


def _queue(_toolbox: Toolbox) -> Finding:
    size = huey.storage.queue_size()
    return Finding(f"reachable ({type(huey.storage).__name__}), {size} waiting")


def _worker(_toolbox: Toolbox) -> Finding:
    alive = workers.alive(db.session())
    if not alive:
        seen = workers.last_seen(db.session())
        text_seen = f"last seen {seen:%Y-%m-%d %H:%M:%S} UTC" if seen else "none was ever seen"
        return Finding(
            f"no worker is running; {text_seen}",
            "Start one: make run (with the web server), or flask --app wsgi worker",
        )
    listed = ", ".join(
        f"{worker.host} (process {worker.pid}, {worker.threads} threads, "
        f"since {worker.started_at:%Y-%m-%d %H:%M:%S} UTC)"
        for worker in alive
    )
    return Finding(f"alive: {listed}")


def _tasks(_toolbox: Toolbox) -> Finding:
    names = sorted(name.rpartition(".")[2] for name in huey._registry._registry)
    return Finding(f"registered: {', '.join(names)}")


def _file_modes(toolbox: Toolbox) -> Finding:
    settings = toolbox.base_settings
    names = ("secret_key", "vapid_private_key", "config.toml", "app.db", "queue.db")
    paths = [settings.instance_path / name for name in names]
    open_ones = [path for path in paths if path.exists() and _others_may_read(path)]
    if open_ones:
        listed = " ".join(map(str, open_ones))
        return Finding("files others can read", f"Run: chmod 600 {listed}")
    return Finding("private to this account")


def _others_may_read(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _disk(toolbox: Toolbox) -> Finding:
    free = shutil.disk_usage(toolbox.base_settings.instance_path).free
    said = f"{free / 1024**3:.1f} GiB free"
    return Finding(said, "Make room on the disk." if free < LEAST_FREE_BYTES else "")


def _forge(toolbox: Toolbox) -> Finding:
    settings = toolbox.base_settings
    try:
        budget = toolbox.forges.default.rate_limit(toolbox.credential)
    except RepofolioError as error:
        return Finding(f"{settings.github_api_url}: {error.message}", error.suggestion)
    who = toolbox.credential.label
    if budget is None:
        return Finding(f"{settings.github_api_url} reachable, no rate limit ({who})")
    said = f"{settings.github_api_url} reachable, {budget.remaining} of {budget.limit} calls left"
    return Finding(f"{said} until {budget.reset_at:%H:%M} UTC ({who})")


def _mail(toolbox: Toolbox) -> Finding:
    server = toolbox.base_settings.smtp_url
    if server is None:
        return Finding("off; SMTP_URL and MAIL_FROM switch it on")
    try:
        smtp.check(server)
    except smtp.MailRefused as error:
        return Finding(f"{server.host}:{server.port}: {error}", "Correct SMTP_URL.")
    return Finding(f"{server.host}:{server.port} reachable, from {toolbox.base_settings.mail_from}")


_START_DATABASE = "Start the database's server, or correct DATABASE_URL."
_CHECKS = (
    Check("database", _database, _START_DATABASE),
    Check("migrations", _migrations, _START_DATABASE),
    Check("queue", _queue, "Start the queue's server, or correct QUEUE_URL."),
    Check("worker", _worker, "Mend the database first; then run: flask --app wsgi doctor"),
    Check("tasks", _tasks, "Install the program anew."),
    Check("file modes", _file_modes, "Let this account read the folder INSTANCE_PATH."),
    Check("disk", _disk, "Let this account read the folder INSTANCE_PATH."),
    Check("mail", _mail, "Correct SMTP_URL, or let this host reach the mail server."),
    Check("forge", _forge, "Correct GITHUB_API_URL, or let this host reach it."),
)
