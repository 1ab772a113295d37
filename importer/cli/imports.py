"""``import ADDRESS`` in the foreground, and ``sweep``."""

import signal
import threading
import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from importer import tasks
from importer.accounts import users
from importer.cli.outages import told_in_a_sentence
from importer.clock import now
from importer.database import db
from importer.errors import DuplicateImport, ImportInProgress, RepofolioError
from importer.models import ImportJob, JobState, Project, User
from importer.workflow import admission, pipeline, runs

LOOK_SECONDS = 0.1


@click.command("import")
@click.argument("address")
@click.option("--user", "username", required=True, help="Whose project it will be.")
@click.option("--showcase", is_flag=True, help="Show it first on the portfolio page.")
@click.option("--public", is_flag=True, help="Let everybody see the page.")
@with_appcontext
@told_in_a_sentence
def import_repository(address: str, username: str, showcase: bool, public: bool) -> None:
    """Import a repository here and now, and print the address of its page."""
    user = users.by_name(username)
    if user is None:
        raise click.ClickException(f"There is no account named {username!r}.")
    try:
        ref = tasks.toolbox().forges.parse(address)
        job = admission.admit(user.id, ref, is_showcase=showcase, is_private=not public)
    except RepofolioError as error:
        raise click.ClickException(_refusal(error)) from error
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run_to_the_end(job)
    except KeyboardInterrupt:
        # Whatever the session was doing when the signal came.
        db.session.rollback()
        runs.cancel(job)
        raise click.ClickException("The import was canceled.") from None
    _say_outcome(job, user)


@click.command()
@with_appcontext
@told_in_a_sentence
def sweep() -> None:
    """Take back jobs of dead workers, nudge forgotten ones, free stuck leases."""
    click.echo(f"Swept: {tasks.run_sweep()}.")


def _run_to_the_end(job: ImportJob) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    runner = _start(app, job.id)
    with click.progressbar(length=100, label=job.path, show_eta=False) as bar:
        while not job.finished:
            # Waits of a rate limit or a retry are kept here too, unless a worker is quicker.
            if not runner.is_alive():
                if _is_abandoned(job):
                    runs.cancel(job)
                    raise click.ClickException("The import broke off; what is above says why.")
                if _is_due(job):
                    runner = _start(app, job.id)
            bar.update(max(0, job.percent - bar.pos))
            db.session.commit()
            time.sleep(LOOK_SECONDS)
            db.session.refresh(job)
        bar.update(max(0, job.percent - bar.pos))
    runner.join()


def _start(app: Flask, job_id: int) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            pipeline.run(job_id, tasks.toolbox(), None, tasks.identity.stopping)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _is_abandoned(job: ImportJob) -> bool:
    """Still marked as running by a thread of ours that is gone."""
    return job.state == JobState.RUNNING and job.worker_id is None


def _is_due(job: ImportJob) -> bool:
    if job.state == JobState.WAITING:
        return job.resume_at is not None and job.resume_at <= now()
    return job.state == JobState.QUEUED


def _say_outcome(job: ImportJob, user: User) -> None:
    for warning in job.warnings:
        click.echo(f"Note: {warning['message']}", err=True)
    if job.state != JobState.SUCCEEDED or job.project_id is None:
        raise click.ClickException(f"{job.error or job.message} {job.suggestion or ''}".strip())
    project = db.session.get_one(Project, job.project_id)
    settings = tasks.toolbox().settings
    click.echo(f"Successfully imported {project.path}")
    click.echo(f"http://{settings.host}:{settings.port}/{user.username}/{project.slug}")


def _refusal(error: RepofolioError) -> str:
    if isinstance(error, DuplicateImport):
        project = db.session.get_one(Project, error.project_id)
        owner = db.session.get_one(User, project.user_id)
        return f"{error.message}: /{owner.username}/{project.slug}"
    if isinstance(error, ImportInProgress) and error.job_public_id:
        return f"{error.message}: /imports/{error.job_public_id}"
    return f"{error.message} {error.suggestion}"
