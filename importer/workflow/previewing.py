"""Previews: what a page would be, kept for a while without a project, and made one when wanted.

A preview is a job like any other up to its end. There its harvest goes into a row of its own; the
project is written from that row alone, so that nothing is fetched a second time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.analysis.result import Analysis
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import DuplicateImport, ImportFailed, NotFound
from importer.models import ImportJob, Preview, Project
from importer.snapshot import RepoRef, RepoSnapshot
from importer.workflow import duplicates, imported, runs
from importer.workflow.edits import shown_columns
from importer.workflow.imported import Columns
from importer.workflow.publish import end_job, ending, free_slug
from importer.workflow.runs import Run

KEPT_FOR = timedelta(hours=1)
EXPIRED = "This preview has expired, or was imported already."


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """:param project: as it would be; it is not stored and has no id.
    :param duplicate: the project there is of this repository already, if there is one.
    :param requests: calls of the forge's quota that were spent."""

    project: Project
    duplicate: Project | None
    requests: int
    expires_at: datetime


def keep(run: Run, snapshot: RepoSnapshot, analysis: Analysis, requests: int) -> None:
    """End the job with a preview. A person has one at a time: an earlier one makes room.

    :raises RunLost: the job is not this run's any more; nothing was written.
    """
    columns = imported.columns(snapshot, analysis)
    of_person = select(ImportJob.id).where(ImportJob.user_id == run.user_id)
    with ending(run) as session:
        session.execute(delete(Preview).where(Preview.job_id.in_(of_person)))
        session.add(
            Preview(
                job_id=run.job_id,
                requests=requests,
                imported=columns,
                expires_at=now() + KEPT_FOR,
            )
        )
        end_job(
            session,
            run,
            None,
            message="The preview is ready.",
            log=f"The preview of {snapshot.ref.path} is ready; nothing has been saved",
            warnings=imported.warnings(snapshot, analysis),
        )


def find(session: Session, job: ImportJob) -> PreviewShown | None:
    """What ``job`` brought; None once it is too old, or imported, or if it was no preview."""
    preview = session.scalar(_fresh(job.id))
    if preview is None:
        return None
    columns = preview.imported
    known = duplicates.by_identity(
        session, job.user_id, columns["host"], columns["forge_repo_id"]
    ) or duplicates.by_address(session, job.user_id, _ref(columns))
    return PreviewShown(
        _project(job, columns, is_public=False, is_showcase=False),
        known,
        preview.requests,
        preview.expires_at,
    )


def publish(job: ImportJob, *, is_public: bool, is_showcase: bool) -> Project:
    """Make the preview a project, without asking the forge again.

    :raises NotFound: it has expired, or another click was quicker.
    :raises DuplicateImport: there is a project of this repository.
    """
    columns: Columns = {}
    try:
        with writing() as session:
            preview = session.scalar(_fresh(job.id))
            columns = preview.imported if preview else {}
            # Of two clicks at the same time one finds the row gone.
            gone = rows_changed(session, delete(Preview).where(Preview.job_id == job.id))
            if not columns or gone != 1:
                raise NotFound(EXPIRED, suggestion="Look at your projects, or preview it again.")
            project = _project(job, columns, is_public=is_public, is_showcase=is_showcase)
            project.slug = free_slug(session, job.user_id, _ref(columns))
            session.add(project)
            session.flush()
            session.execute(
                update(ImportJob).where(ImportJob.id == job.id).values(project_id=project.id)
            )
            runs.note(session, job.id, f"Imported {project.path} as previewed", percent=100)
    except IntegrityError as error:
        known = duplicates.by_identity(
            db.session(), job.user_id, columns["host"], columns["forge_repo_id"]
        ) or duplicates.by_address(db.session(), job.user_id, _ref(columns))
        raise (DuplicateImport(known.id) if known else ImportFailed()) from error
    return project


def sweep_expired() -> int:
    """Delete what nobody wanted; returns how many."""
    if not db.session.scalar(select(exists().where(Preview.expires_at < now()))):
        return 0
    with writing() as session:
        return rows_changed(session, delete(Preview).where(Preview.expires_at < now()))


def _fresh(job_id: int) -> Select[Preview]:
    return select(Preview).where(Preview.job_id == job_id, Preview.expires_at > now())


def _ref(columns: Columns) -> RepoRef:
    return RepoRef(columns["host"], columns["path"], columns["forge"])


def _project(job: ImportJob, columns: Columns, *, is_public: bool, is_showcase: bool) -> Project:
    renamed = job.source_key != columns["source_key"]
    visibility = columns["facts"].get("visibility")
    return Project(
        user_id=job.user_id,
        former_key=job.source_key if renamed else None,
        former_seen_at=now() if renamed else None,
        is_public=is_public and visibility == "public",
        is_showcase=is_showcase,
        **columns,
        **shown_columns(columns["path"], columns["analysis"], {}),
    )
