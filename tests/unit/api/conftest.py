"""Callers of the API, and a worker that ends jobs the way a test wants."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from importer.accounts import tokens
from importer.analysis.analyse import analyse
from importer.app import create_app
from importer.config import load
from importer.database import db
from importer.errors import RepofolioError
from importer.models import ImportJob, JobState, User
from importer.workflow import pipeline, publish, runs
from importer.workflow.runs import Run
from tests.support import tables
from tests.support.samples import REF, snapshot
from tests.support.stack import eventually
from tools.sample_forge.control import SampleForge

START = "/api/github/import-async/"
WAIT = "/api/github/import/"


def status_of(task_id: str) -> str:
    return f"/api/integrations/tasks/{task_id}/"


@dataclass
class Caller:
    """Somebody with a token."""

    user: User
    client: FlaskClient
    headers: dict[str, str]

    def post(self, path: str, body: Any) -> TestResponse:
        return self._call("POST", path, json=body)

    def send(self, path: str, data: bytes, content_type: str | None = None) -> TestResponse:
        return self._call("POST", path, data=data, content_type=content_type)

    def get(self, path: str) -> TestResponse:
        return self._call("GET", path)

    def _call(self, method: str, path: str, **options: Any) -> TestResponse:
        # The test's own context stays entered, and Flask would go on with its session, which
        # may be in the middle of a reading transaction and see none of what happened since.
        db.session.remove()
        return self.client.open(path, method=method, headers=self.headers, **options)

    def start(self, url: str = REF.path) -> str:
        """The id of a new task."""
        answer = self.post(START, {"url": url})
        assert answer.status_code == 202, answer.text
        return str(answer.json["task_id"])

    def await_end(self, task_id: str) -> dict[str, Any]:
        """The status once it is a final one."""

        def ended() -> dict[str, Any] | None:
            body = self.status(task_id)
            return body if body["status"] in ("SUCCESS", "FAILURE", "REVOKED") else None

        return eventually(ended)

    def status(self, task_id: str) -> dict[str, Any]:
        answer = self.get(status_of(task_id))
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json
        return body


@pytest.fixture
def make_caller(app: Flask, make_user: Callable[..., User]) -> Callable[..., Caller]:
    return _callers(app, make_user)


@pytest.fixture
def alice(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller("alice")


def _callers(app: Flask, make_user: Callable[..., User]) -> Callable[..., Caller]:
    def make(name: str, *, is_admin: bool = False) -> Caller:
        user = make_user(name, is_admin=is_admin)
        token = tokens.issue(user, "test")
        return Caller(user, app.test_client(), {"Authorization": f"Bearer {token}"})

    return make


@pytest.fixture(scope="session")
def forge_process() -> Iterator[SampleForge]:
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def forge(forge_process: SampleForge) -> Iterator[SampleForge]:
    forge_process.reset()
    yield forge_process
    forge_process.reset()


@pytest.fixture
def make_forge_app(forge: SampleForge, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes an application pointed at the sample forge, and enters its context."""
    entered = contextlib.ExitStack()

    def make(**settings: str) -> Flask:
        environment = {"INSTANCE_PATH": str(tmp_path / "forge-instance"), **forge.environment()}
        app = create_app(load(environment | settings))
        entered.enter_context(app.app_context())
        entered.callback(app.extensions["repofolio"].sandbox.close)
        tables.make()
        entered.callback(lambda: db.engine.dispose())
        entered.callback(db.session.remove)
        return app

    with entered:
        yield make


@pytest.fixture
def forge_caller(
    make_forge_app: Callable[..., Flask], make_user: Callable[..., User]
) -> Callable[..., Caller]:
    """Makes a person whose imports are those of the sample forge."""
    return lambda **settings: _callers(make_forge_app(**settings), make_user)("alice")


def take(task_id: str) -> Run:
    """Claim the task, as a worker would."""
    job_id = db.session.scalar(select(ImportJob.id).where(ImportJob.public_id == task_id))
    run = runs.claim(job_id, None)
    assert run is not None
    return run


def succeed(run: Run) -> None:
    whole = snapshot(run.ref)
    publish.publish(run, whole, analyse(whole))


def fail_with(error: RepofolioError) -> Callable[[Run], None]:
    return lambda run: runs.fail(run, error)


@contextmanager
def worker(app: Flask, end: Callable[[Run], None] | None = None) -> Iterator[None]:
    """A thread that runs what is queued, once: by the real pipeline, or as ``end`` says."""
    stop = threading.Event()
    thread = threading.Thread(target=_work, args=(app, end, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _work(app: Flask, end: Callable[[Run], None] | None, stop: threading.Event) -> None:
    with app.app_context():
        queued = select(ImportJob.id).where(ImportJob.state == JobState.QUEUED)
        while not stop.is_set():
            job_id = db.session.scalar(queued)
            db.session.commit()
            if job_id is None:
                time.sleep(0.01)
            elif end is None:
                pipeline.run(job_id, app.extensions["repofolio"], None, stop)
            elif run := runs.claim(job_id, None):
                end(run)
        db.session.remove()
