"""Imports run in this process, of repositories that a sample forge serves."""

import dataclasses
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from importer.analysis.warm import warm_up
from importer.app import create_app
from importer.clock import now
from importer.config import load
from importer.database import db, writing
from importer.models import ImportEvent, ImportJob, ImportLease, Project, User
from importer.sandbox import Sandbox
from importer.workflow import admission, pace, pipeline
from importer.workflow.toolbox import Toolbox
from tests.support import tables
from tools.sample_forge.control import SampleForge

REPO = "northgate/parcel-api"
FACTS = r"/api/v3/repos/[^/]+/[^/]+$"


@dataclass
class Instance:
    """An instance pointed at the sample forge, and one person's imports in the foreground.

    :ivar stopping: what the worker would set when it is asked to stop.
    """

    app: Flask
    toolbox: Toolbox
    user: User
    stopping: threading.Event = field(default_factory=threading.Event)

    def submit(self, path: str = REPO, **how: Any) -> ImportJob:
        """:param path: or a whole address."""
        return admission.admit(self.user.id, self.toolbox.forges.parse(path), **how)

    def run(self, job: ImportJob) -> ImportJob:
        """Run the job as a worker would, and return its row as it is then."""
        pipeline.run(job.id, self.toolbox, None, self.stopping)
        return fresh(job)

    def run_again(self, job: ImportJob) -> ImportJob:
        """The same once its time to wait is over."""
        self.set(job, resume_at=now() - timedelta(seconds=1))
        return self.run(job)

    def import_(self, path: str = REPO, **how: Any) -> ImportJob:
        return self.run(self.submit(path, **how))

    def set(self, job: ImportJob, **values: object) -> None:
        with writing() as session:
            session.execute(update(ImportJob).where(ImportJob.id == job.id).values(**values))

    @property
    def lease_is_free(self) -> bool:
        row = db.session.get_one(ImportLease, self.user.id, populate_existing=True)
        return row.job_id is None


def fresh(job: ImportJob) -> ImportJob:
    """The row as it is now, also if another session or thread wrote it."""
    db.session.commit()
    return db.session.get_one(ImportJob, job.id, populate_existing=True)


def project_of(job: ImportJob) -> Project:
    assert job.project_id is not None, job.error
    return db.session.get_one(Project, job.project_id, populate_existing=True)


def projects() -> list[Project]:
    db.session.commit()
    return list(db.session.scalars(select(Project).order_by(Project.id)))


def events(job: ImportJob) -> list[ImportEvent]:
    rows = select(ImportEvent).where(ImportEvent.job_id == job.id).order_by(ImportEvent.id)
    return list(db.session.scalars(rows))


def codes(warnings: list[dict[str, Any]]) -> list[str]:
    return [warning["code"] for warning in warnings]


def api_calls(forge: SampleForge, pattern: str = "/api/v3/") -> list[dict[str, Any]]:
    """What was asked of the forge's API so far."""
    return [one for one in forge.requests() if re.search(pattern, one["path"])]


@pytest.fixture
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is learned is known at once, and nothing is known of other tests."""
    monkeypatch.setattr(pace, "CACHE_SECONDS", -1.0)


@pytest.fixture(scope="session")
def forge_process() -> Iterator[SampleForge]:
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def forge(forge_process: SampleForge) -> Iterator[SampleForge]:
    forge_process.reset()
    yield forge_process
    forge_process.reset()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests: a child takes a second to start."""
    sandbox = Sandbox(prepare=warm_up)
    yield sandbox
    sandbox.close()


@pytest.fixture
def make_instance(
    forge: SampleForge, sandbox: Sandbox, tmp_path: Path, make_user: Callable[..., User]
) -> Iterator[Callable[..., Instance]]:
    """Makes the instance with further settings, its context entered; once per test."""
    entered: list[Instance] = []
    environment = {"INSTANCE_PATH": str(tmp_path / "instance"), **forge.environment()}

    def make(**settings: str) -> Instance:
        app = create_app(load(environment | settings))
        app.app_context().push()
        tables.make()
        box = dataclasses.replace(app.extensions["repofolio"], sandbox=sandbox)
        entered.append(Instance(app, box, make_user("alice")))
        return entered[-1]

    yield make
    for one in entered:
        one.app.extensions["repofolio"].close()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def instance(make_instance: Callable[..., Instance]) -> Instance:
    """Without a token."""
    return make_instance()


@pytest.fixture
def instance_with_token(make_instance: Callable[..., Instance]) -> Instance:
    """With one that sees everything private at the sample forge."""
    return make_instance(GITHUB_TOKEN="demo-token")
