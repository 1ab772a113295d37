"""The end of a successful import: project, job, lease and log in one transaction."""

import re
import unicodedata
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.analysis.result import Analysis
from importer.clock import now
from importer.database import db, writing
from importer.errors import DuplicateImport, ImportFailed
from importer.models import JobState, Project, Step
from importer.snapshot import ImportWarning, RepoSnapshot
from importer.workflow import duplicates, lease, runs
from importer.workflow.runs import Run

# What a 32-bit column holds.
MOST_STARS = 2**31 - 1


def publish(run: Run, snapshot: RepoSnapshot, analysis: Analysis) -> int:
    """Write the project and end the job; returns the project's id.

    A crash before the commit leaves no half project, a crash after it changes nothing.

    :raises RunLost: the job was canceled or taken over; nothing was written.
    :raises DuplicateImport: the database's unique indexes know this repository already.
    """
    project = _project(run, snapshot, analysis)
    try:
        with writing() as session:
            # First of all, so that a run which has lost its job stops here.
            runs.change(session, run, step=Step.SAVE, heartbeat_at=now())
            project.slug = _free_slug(session, run.user_id, snapshot)
            session.add(project)
            session.flush()
            _end_job(session, run, project, snapshot.warnings + analysis.warnings)
            lease.release(session, run.user_id, run.job_id)
    except IntegrityError as error:
        raise _duplicate(run, snapshot) from error
    return project.id


def _end_job(
    session: Session, run: Run, project: Project, warnings: tuple[ImportWarning, ...]
) -> None:
    runs.change(
        session,
        run,
        state=JobState.SUCCEEDED,
        run_id=None,
        percent=100,
        message="Import complete!",
        finished_at=now(),
        project_id=project.id,
        error_code=None,
        suggestion=None,
        warnings=[asdict(warning) for warning in warnings],
    )
    for warning in warnings:
        runs.note(session, run.job_id, warning.message, level="warning", percent=100)
    runs.note(session, run.job_id, f"Successfully imported {project.path}", percent=100)


def _project(run: Run, snapshot: RepoSnapshot, analysis: Analysis) -> Project:
    ref = snapshot.ref
    renamed = run.ref.source_key != ref.source_key
    concluded = analysis.to_json()
    concluded["warnings"] = [asdict(warning) for warning in snapshot.warnings + analysis.warnings]
    readme = concluded["readme"]
    html = readme.pop("html") if readme else ""
    return Project(
        user_id=run.user_id,
        forge=ref.forge,
        host=ref.host,
        path=ref.path,
        source_key=ref.source_key,
        former_key=run.ref.source_key if renamed else None,
        former_seen_at=now() if renamed else None,
        forge_repo_id=snapshot.forge_repo_id,
        web_url=snapshot.web_url,
        commit=snapshot.commit,
        title=analysis.title[:200],
        description=analysis.description[:500],
        primary_language=analysis.languages[0].name if analysis.languages else "",
        stars=min(snapshot.stars, MOST_STARS),
        # What is private at the forge never becomes public by being imported.
        is_public=not run.is_private and snapshot.visibility == "public",
        is_showcase=run.is_showcase,
        facts=_facts(snapshot),
        analysis=concluded,
        readme_html=html,
    )


def _facts(snapshot: RepoSnapshot) -> dict[str, Any]:
    """What the forge said, as JSON types."""
    release = snapshot.release
    return {
        "homepage": snapshot.homepage,
        "default_branch": snapshot.default_branch,
        "visibility": snapshot.visibility,
        "is_archived": snapshot.is_archived,
        "is_fork": snapshot.is_fork,
        "is_template": snapshot.is_template,
        "is_mirror": snapshot.is_mirror,
        "parent": snapshot.parent,
        "topics": list(snapshot.topics),
        "stars": snapshot.stars,
        "forks": snapshot.forks,
        "watchers": snapshot.watchers,
        "open_issues": snapshot.open_issues,
        "created_at": _iso(snapshot.created_at),
        "pushed_at": _iso(snapshot.pushed_at),
        "files": sum(entry.kind == "blob" for entry in snapshot.tree),
        "tree_truncated": snapshot.tree_truncated,
        "is_empty": snapshot.is_empty,
        "release": asdict(release) | {"published_at": _iso(release.published_at)}
        if release
        else None,
        "contributors": [asdict(person) for person in snapshot.contributors],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _free_slug(session: Session, user_id: int, snapshot: RepoSnapshot) -> str:
    """The repository's name, else with its owner, else with a number."""
    name = slugify(snapshot.ref.name)
    wanted = [name, slugify(f"{snapshot.ref.name}-{snapshot.ref.owner}")]
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
