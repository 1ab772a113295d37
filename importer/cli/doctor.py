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
from importer.database import db
from importer.errors import RepofolioError
from importer.extensions import huey
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
    checks: dict[str, Callable[[Toolbox], Finding]] = {
        "database": _database,
        "migrations": _migrations,
        "queue": _queue,
        "worker": _worker,
        "tasks": _tasks,
        "file modes": _file_modes,
        "disk": _disk,
        "forge": _forge,
    }
    findings = [_say(name, check, toolbox) for name, check in checks.items()]
    sys.exit(1 if any(finding.remedy for finding in findings) else 0)


def _say(name: str, check: Callable[[Toolbox], Finding], toolbox: Toolbox) -> Finding:
    try:
        finding = check(toolbox)
    except Exception as error:
        finding = Finding(
            f"{type(error).__name__}: {str(error).splitlines()[0][:200]}", "See above."
        )
    mark = click.style("needs you", fg="red") if finding.remedy else click.style("ok", fg="green")
    click.echo(f"{name:<11} {mark}  {finding.text}")
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
    settings = toolbox.settings
    names = ("secret_key", "config.toml", "app.db", "queue.db")
    paths = [settings.instance_path / name for name in names]
    open_ones = [path for path in paths if path.exists() and _others_may_read(path)]
    if open_ones:
        listed = " ".join(map(str, open_ones))
        return Finding("files others can read", f"Run: chmod 600 {listed}")
    return Finding("private to this account")


def _others_may_read(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _disk(toolbox: Toolbox) -> Finding:
    free = shutil.disk_usage(toolbox.settings.instance_path).free
    said = f"{free / 1024**3:.1f} GiB free"
    return Finding(said, "Make room on the disk." if free < LEAST_FREE_BYTES else "")


def _forge(toolbox: Toolbox) -> Finding:
    settings = toolbox.settings
    try:
        budget = toolbox.forges.default.rate_limit(toolbox.credential)
    except RepofolioError as error:
        return Finding(f"{settings.github_api_url}: {error.message}", error.suggestion)
    who = toolbox.credential.label
    if budget is None:
        return Finding(f"{settings.github_api_url} reachable, no rate limit ({who})")
    said = f"{settings.github_api_url} reachable, {budget.remaining} of {budget.limit} calls left"
    return Finding(f"{said} until {budget.reset_at:%H:%M} UTC ({who})")
