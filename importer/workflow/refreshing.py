"""Refreshing a project in place: one look whether anything has happened, the new import beside the
owner's edits, and the way back."""

from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, undefer

from importer.analysis.result import ANALYSIS_VERSION, Analysis
from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import NotFound, RepositoryNotFound
from importer.forges.base import (
    Allowance,
    Checkpoint,
    Credential,
    Forge,
    Glancing,
    Overview,
)
from importer.models import Project, ProjectRevision
from importer.snapshot import RepoSnapshot
from importer.workflow import imported
from importer.workflow.changes import changes
from importer.workflow.edits import shown_columns
from importer.workflow.imported import COLUMNS, Columns
from importer.workflow.publish import end_job, ending
from importer.workflow.runs import Run

GONE = "The project was deleted while it was being refreshed."

# What a repository is called and where it lives is no opinion that could be taken back.
_IDENTITY = ("forge", "host", "path", "source_key", "forge_repo_id", "web_url")
# Of these the forge tells in the same answer as of the last push.
_STEADY = (
    "homepage",
    "default_branch",
    "visibility",
    "is_archived",
    "is_fork",
    "is_template",
    "is_mirror",
    "parent",
    "topics",
    "description",
    "pushed_at",
)


def look(
    run: Run, forge: Forge, credential: Credential, allowance: Allowance, checkpoint: Checkpoint
) -> Overview | None:
    """The repository as it is now; None if it is as it was, and the job has ended with that.

    :raises NotFound: the project has been deleted.
    :raises ForgeError: the repository cannot be had.
    :raises RunLost: the job is not this run's any more.
    """
    project = _project(db.session(), run)
    # No transaction stays open while the forge is asked.
    db.session.commit()
    if isinstance(forge, Glancing):
        etag = project.forge_etag if _is_complete(project) else ""
        known = project.forge_repo_id
        seen = forge.glance(run.ref, known, credential, allowance, checkpoint, etag)
    else:
        seen = forge.resolve(run.ref, credential, allowance, checkpoint)
    if seen is None:
        _keep(run)
        return None
    overview = seen
    if overview.snapshot.forge_repo_id != project.forge_repo_id:
        raise RepositoryNotFound(
            "At this address there is another repository now.",
            suggestion="Import that one, or delete this page.",
        )
    if is_unchanged(project, overview.snapshot):
        _keep(run, overview)
        return None
    if isinstance(forge, Glancing):
        return forge.look_closer(overview, credential, allowance, checkpoint)
    return overview


def is_unchanged(project: Project, present: RepoSnapshot) -> bool:
    """Whether fetching and analysing again would bring nothing new.

    Everything that is pushed moves the time of the last push. A project of an older analysis, or
    one for which something could not be fetched, is read again all the same.
    """
    if not _is_complete(project):
        return False
    known = project.facts or {}
    if present.pushed_at is None and present.commit != project.commit:
        return False
    told = imported.facts(present)
    return project.path == present.ref.path and all(
        name in known and known[name] == told[name] for name in _STEADY
    )


def _is_complete(project: Project) -> bool:
    """Whether it was read by the present analysis, and nothing was left out."""
    analysis = project.analysis or {}
    warned = [str(one.get("code")) for one in analysis.get("warnings") or []]
    is_present = analysis.get("version") == ANALYSIS_VERSION
    return is_present and not any(code.endswith("_SKIPPED") for code in warned)


def publish(run: Run, snapshot: RepoSnapshot, analysis: Analysis) -> int:
    """Write the new import beside the owner's edits, keep what it replaces, and end the job.

    :raises NotFound: the project has been deleted; nothing was written.
    :raises RunLost: the job is not this run's any more; nothing was written.
    """
    new = imported.columns(snapshot, analysis)
    with ending(run) as session:
        project = _project(session, run, is_locked=True)
        old = _columns_of(project)
        told = changes(old, new)
        values = _without_taken_name(session, project, new)
        session.execute(
            update(Project)
            .where(Project.id == project.id)
            .values(**values, **_renewed(project, new))
        )
        if told:
            _remember(session, project.id, old, told)
        end_job(
            session,
            run,
            project.id,
            message="Refresh complete!",
            log=f"Successfully refreshed {snapshot.ref.path}: {_counted(len(told))}",
            warnings=imported.warnings(snapshot, analysis),
        )
    return project.id


def undo(project: Project) -> None:
    """Put back what the last refresh replaced. The repository's name and address stay as they are.

    :raises NotFound: there is nothing to put back.
    """
    with writing() as session:
        row = session.scalar(
            _whole(project.id).with_for_update(), execution_options={"populate_existing": True}
        )
        revision = session.scalar(
            select(ProjectRevision)
            .options(undefer(ProjectRevision.imported))
            .where(ProjectRevision.project_id == project.id)
        )
        if row is None or revision is None:
            raise NotFound("There is nothing to undo: it has been undone already, or never was.")
        old = {name: value for name, value in revision.imported.items() if name not in _IDENTITY}
        # A new date lets the pictures of the page as it was be fetched again.
        values = old | shown_columns(row.path, old["analysis"], row.edits or {})
        values["imported_at"] = now()
        values["forge_etag"] = ""
        session.execute(update(Project).where(Project.id == project.id).values(**values))
        session.execute(delete(ProjectRevision).where(ProjectRevision.project_id == project.id))


def dismiss(project: Project) -> None:
    """Say no more of what the last refresh changed; it can be undone all the same."""
    with writing() as session:
        rows_changed(
            session,
            update(ProjectRevision)
            .where(ProjectRevision.project_id == project.id)
            .values(is_seen=True),
        )


def last(session: Session, project: Project) -> ProjectRevision | None:
    """The last refresh that changed something, if there was one and it has not been undone."""
    return session.get(ProjectRevision, project.id)


def _keep(run: Run, seen: Overview | None = None) -> None:
    """Nothing has happened: only the counts are renewed, which the same answer told.

    :param seen: None where even the answer is the one of the last time.
    """
    with ending(run) as session:
        project = _project(session, run, is_locked=True)
        values: dict[str, Any] = {"checked_at": now()}
        if seen is not None:
            present = seen.snapshot
            values["facts"] = {**(project.facts or {}), **imported.counts(present)}
            values["stars"] = min(present.stars, imported.MOST_STARS)
            values["forge_etag"] = seen.etag
        session.execute(update(Project).where(Project.id == project.id).values(**values))
        end_job(
            session,
            run,
            project.id,
            message="Nothing has changed.",
            log=f"{project.path} is as it was: nothing has changed at the forge",
        )


def _renewed(project: Project, new: Columns) -> dict[str, Any]:
    """What a refresh says of the project beyond the imported columns."""
    was, is_now = (one.get("visibility", "public") for one in (project.facts or {}, new["facts"]))
    # Made private at the forge, it stops being public here; its owner may decide otherwise again.
    hides = project.is_public and was == "public" and is_now != "public"
    moment = now()
    return {
        **shown_columns(new["path"], new["analysis"], project.edits or {}),
        "imported_at": moment,
        "checked_at": moment,
        "forge_etag": "",
        **({"is_public": False} if hides else {}),
    }


def _without_taken_name(session: Session, project: Project, new: Columns) -> Columns:
    """Where another project still carries the repository's new name (its own repository having
    been renamed, too), this one keeps its old one."""
    taken = session.scalar(
        select(Project.id).where(
            Project.user_id == project.user_id,
            Project.source_key == new["source_key"],
            Project.id != project.id,
        )
    )
    if taken is None:
        return new
    return {name: value for name, value in new.items() if name not in ("path", "source_key")}


def _remember(session: Session, project_id: int, old: Columns, told: list[dict[str, str]]) -> None:
    session.execute(delete(ProjectRevision).where(ProjectRevision.project_id == project_id))
    session.add(ProjectRevision(project_id=project_id, imported=old, changes=told))


def _project(session: Session, run: Run, *, is_locked: bool = False) -> Project:
    """:raises NotFound: it has been deleted."""
    wanted = _whole(run.project_id).where(Project.user_id == run.user_id)
    project = session.scalar(
        wanted.with_for_update() if is_locked else wanted,
        execution_options={"populate_existing": True},
    )
    if project is None:
        raise NotFound(GONE, suggestion="Import the repository again to have a page of it.")
    return project


def _whole(project_id: int | None) -> Select[Project]:
    readmes = undefer(Project.readmes), undefer(Project.readme_html)
    return select(Project).options(*readmes).where(Project.id == project_id)


def _columns_of(project: Project) -> Columns:
    return {name: getattr(project, name) for name in COLUMNS}


def _counted(number: int) -> str:
    return f"{number} {'thing has' if number == 1 else 'things have'} changed"
