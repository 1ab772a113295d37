"""Rows for the pages to show."""

import itertools
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update

from importer.accounts import users
from importer.clock import now
from importer.database import db, writing
from importer.models import (
    ForgeAccount,
    ImportBatch,
    ImportEvent,
    ImportJob,
    ImportLease,
    Project,
    Worker,
)

COMMIT = "2ac89889f4cc330eabd50f295dcef02828522c69"
_numbers = itertools.count(1)

FACTS: dict[str, Any] = {
    "homepage": "https://flask.example/",
    "default_branch": "main",
    "is_archived": True,
    "is_fork": False,
    "topics": ["web"],
    "stars": 70321,
    "forks": 16512,
    "pushed_at": "2026-03-01T12:00:00+00:00",
    "is_empty": False,
    "release": {
        "tag": "3.1.2",
        "name": "3.1.2",
        "url": "https://github.com/pallets/flask/releases/tag/3.1.2",
        "published_at": None,
    },
    "contributors": [
        {
            "login": "davidism",
            "url": "https://github.com/davidism",
            "avatar_url": "https://avatars.example/1",
            "contributions": 1842,
        }
    ],
}

ANALYSIS: dict[str, Any] = {
    "languages": [
        {"name": "Python", "bytes": 900, "percent": 99.9, "color": "#3572A5"},
        {"name": "Shell", "bytes": 1, "percent": 0.1, "color": "#89e051"},
    ],
    "topics": [{"name": "web", "source": "forge"}, {"name": "python", "source": "stack"}],
    "quote": "Small enough to read.",
    "features": ["Fast: it never waits", "Made of plain functions"],
    "categories": [{"name": "Websites & Apps", "evidence": ["“web” among the topics"]}],
    "links": [
        {"kind": "homepage", "site": "", "url": "https://flask.example/", "source": ""},
        {"kind": "package", "site": "PyPI", "url": "https://p.example/f", "source": "x.toml:3"},
    ],
    "licence": {"spdx_id": "BSD-3-Clause", "name": "BSD", "path": "LICENSE.txt"},
    "readme": {
        "path": "docs/READ ME.md",
        "format": "markdown",
        "truncated": False,
        "contents": [{"level": 1, "title": "Read me", "anchor": "readme-read-me"}],
    },
    "stack": [
        {
            "name": "Jinja",
            "group": "libraries",
            "constraint": ">=3.1",
            "path": "pyproject.toml",
            "line": 14,
            "homepage": "https://jinja.example",
        }
    ],
    "warnings": [{"code": "X", "message": "The tree was cut."}],
}


def add_project(
    site: Flask, owner: str = "alice", path: str = "pallets/flask", **values: Any
) -> int:
    """A project of ``owner``; returns its id."""
    defaults = {
        "forge": "github",
        "host": "github.com",
        "path": path,
        "source_key": f"github.com/{path.lower()}",
        "forge_repo_id": str(next(_numbers)),
        "web_url": f"https://github.com/{path}",
        "commit": COMMIT,
        "slug": path.rpartition("/")[2].lower(),
        "title": path.rpartition("/")[2].capitalize(),
        "description": "A small framework.",
        "facts": FACTS,
        "analysis": ANALYSIS,
        "readme_html": "<h2>Read me</h2>",
    }
    with site.app_context():
        user = users.by_name(owner)
        assert user is not None
        project = Project(user_id=user.id, **(defaults | values))
        with writing() as session:
            session.add(project)
        return project.id


def add_job(site: Flask, owner: str = "alice", path: str = "pallets/flask", **values: Any) -> str:
    """An import of ``owner``, holding the lease unless it has ended; returns its public id."""
    defaults = {
        "forge": "github",
        "host": "github.com",
        "path": path,
        "source_key": f"github.com/{path.lower()}",
        "state": "running",
        "step": "fetch",
        "percent": 35,
        "message": f"Fetching {path}",
    }
    with site.app_context():
        user = users.by_name(owner)
        assert user is not None
        job = ImportJob(user_id=user.id, **(defaults | values))
        with writing() as session:
            session.add(job)
            session.flush()
            session.add(ImportEvent(job_id=job.id, message=f"Import of {path} started…"))
            if not job.finished:
                lease = update(ImportLease).where(ImportLease.user_id == user.id)
                session.execute(lease.values(job_id=job.id))
        return job.public_id


def add_batch(site: Flask, owner: str, path: str) -> str:
    """A batch whose one import has failed."""
    with site.app_context():
        user = users.by_name(owner)
        assert user
        with writing() as session:
            batch = ImportBatch(user_id=user.id, finished_at=now())
            session.add(batch)
            session.flush()
            batch_id, name = batch.id, batch.public_id
    add_job(site, owner, path, state="failed", finished_at=now(), error_code="X", batch_id=batch_id)
    return name


def add_account(site: Flask, owner: str = "alice", **values: Any) -> int:
    """An account at GitHub that ``owner`` has connected by a token; returns its id."""
    with site.app_context():
        user = users.by_name(owner)
        assert user is not None
        account = ForgeAccount(
            user_id=user.id,
            host="github.com",
            forge_user_id=str(next(_numbers)),
            login="octocat",
            kind="pat",
            sealed_token="sealed elsewhere",
            **values,
        )
        with writing() as session:
            session.add(account)
        return account.id


def add_worker(site: Flask) -> None:
    """A worker process that was seen a moment ago."""
    with site.app_context(), writing() as session:
        session.add(
            Worker(id="w", host="h", place="p", pid=1, threads=1, started_at=now(), seen_at=now())
        )


def change_job(site: Flask, public_id: str, **values: Any) -> None:
    with site.app_context(), writing() as session:
        session.execute(update(ImportJob).where(ImportJob.public_id == public_id).values(**values))


def job_of(site: Flask, public_id: str) -> ImportJob:
    with site.app_context():
        job = db.session.query(ImportJob).filter_by(public_id=public_id).one()
        db.session.expunge(job)
        return job


def project_of(site: Flask, project_id: int) -> Project | None:
    with site.app_context():
        return db.session.get(Project, project_id)


def ago(**span: int) -> Any:
    """A time before now, e.g. ``ago(minutes=3)``."""
    return now() - timedelta(**span)
