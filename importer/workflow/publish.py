"""The end of a successful import: project, job, lease and log in one transaction."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.analysis.result import Analysis
from importer.clock import now
from importer.database import db, writing
from importer.errors import DuplicateImport, ImportFailed
from importer.models import JobState, Project, Step
from importer.notifications import announcing
from importer.snapshot import ImportWarning, RepoRef, RepoSnapshot
from importer.workflow import duplicates, edits, imported, kept, lease, runs
from importer.workflow.imported import Columns
from importer.workflow.runs import Run


def publish(run: Run, snapshot: RepoSnapshot, analysis: Analysis) -> int:
    """Write the project and end the job; returns the project's id.

    A crash before the commit leaves no half project, a crash after it changes nothing.

    :raises RunLost: the job was canceled or taken over; nothing was written.
    :raises DuplicateImport: the database's unique indexes know this repository already.
    """
    project = _project(run, snapshot, imported.columns(snapshot, analysis))
    try:
        with ending(run) as session:
            project.slug = free_slug(session, run.user_id, snapshot.ref)
            session.add(project)
            session.flush()
            end_job(
                session,
                run,
                project.id,
                message="Import complete!",
                log=f"Successfully imported {project.path}",
                warnings=imported.warnings(snapshot, analysis),
            )
    except IntegrityError as error:
        raise _duplicate(run, snapshot) from error
    return project.id


@contextmanager
def ending(run: Run) -> Iterator[Session]:
    """The transaction in which a run writes what it brought, ends its job and frees the lease.

    :raises RunLost: the job was canceled or taken over; nothing is written.
    """
    with writing() as session:
        held = lease.lock(session, run.user_id)
        # Before anything is made, so that a run which has lost its job stops here.
        runs.change(session, run, step=Step.SAVE, heartbeat_at=now())
        yield session
        lease.release(session, held, run.job_id)


def end_job(
    session: Session,
    run: Run,
    project_id: int | None,
    *,
    message: str,
    log: str,
    warnings: tuple[ImportWarning, ...] = (),
) -> None:
    """Let the job have succeeded.

    :param message: what its progress page says.
    :param log: the last line of its log.
    """
    runs.change(
        session,
        run,
        state=JobState.SUCCEEDED,
        run_id=None,
        percent=100,
        message=message,
        finished_at=now(),
        project_id=project_id,
        error_code=None,
        suggestion=None,
        warnings=[asdict(warning) for warning in warnings],
    )
    announcing.import_ended(session, run.job_id)
    kept.forget(session, run.job_id)
    for warning in warnings:
        runs.note(session, run.job_id, warning.message, level="warning", percent=100)
    runs.note(session, run.job_id, log, percent=100)


def _project(run: Run, snapshot: RepoSnapshot, columns: Columns) -> Project:
    renamed = run.ref.source_key != snapshot.ref.source_key
    return Project(
        user_id=run.user_id,
        former_key=run.ref.source_key if renamed else None,
        former_seen_at=now() if renamed else None,
        # What is private at the forge never becomes public by being imported.
        is_public=not run.is_private and snapshot.visibility == "public",
        is_showcase=run.is_showcase,
        **columns,
        **edits.shown_columns(snapshot.ref.path, columns["analysis"], {}),
    )


def free_slug(session: Session, user_id: int, ref: RepoRef) -> str:
    """The repository's name, else with its owner, else with a number."""
    name = slugify(ref.name)
    wanted = [name, slugify(f"{ref.name}-{ref.owner}")]
    taken = set(
        session.scalars(
            select(Project.slug).where(
                Project.user_id == user_id, Project.slug.startswith(name, autoescape=True)
            )
        )
    )
    wanted += [f"{name}-{number}" for number in range(2, len(taken) + 3)]
    return next(slug for slug in wanted if slug not in taken)


def slugify(text: str) -> str:
    """Lower-case letters, digits, ``.``, ``_`` and ``-``; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip(".-_")[:90] or "project"


def _duplicate(run: Run, snapshot: RepoSnapshot) -> DuplicateImport | ImportFailed:
    session = db.session()
    project = duplicates.by_identity(
        session, run.user_id, snapshot.ref.host, snapshot.forge_repo_id
    ) or duplicates.by_address(session, run.user_id, snapshot.ref)
    return DuplicateImport(project.id) if project else ImportFailed()
