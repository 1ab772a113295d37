"""A running instance: real web server and worker processes, on whatever set-up the test wants."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import requests
from flask import Flask

from importer import tasks
from importer.accounts import tokens, users
from importer.app import create_app
from importer.config import load
from importer.database import db
from tests.support import tables
from tests.support.servers import free_port

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
PASSWORD = "correct horse battery"

T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = PATIENCE_SECONDS) -> T:
    """What ``look`` returns once that is true; the test fails if it never becomes so."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {seconds} s: {look}"
        time.sleep(0.05)


class Stack:
    """:param settings: environment of the instance, e.g. from ``tests.support.backends``.
    :param log: where the processes write; shown when a test fails."""

    def __init__(self, settings: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            **settings,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        self._log = log
        self._processes: list[subprocess.Popen[bytes]] = []

    def flask(self, *arguments: str, stdin: str = "") -> str:
        """Run ``flask --app wsgi …`` to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=PROJECT,
            env=self.environment,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextlib.contextmanager
    def inside(self) -> Iterator[Flask]:
        """The instance's application entered in this process, to make or look at its rows."""
        app = create_app(load(self.environment))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def prepare(self, *names: str) -> dict[str, str]:
        """Make tables and accounts; the first is administrator. Returns each one's token."""
        with self.inside():
            tables.make()
            tokens_by_name = {}
            for index, name in enumerate(names):
                user = users.create(name, f"{name}@example.org", PASSWORD, is_founder=index == 0)
                tokens_by_name[name] = tokens.issue(user, "test")
        return tokens_by_name

    def submit(self, username: str, address: str) -> str:
        """What the web server does, without one; returns the task's id."""
        with self.inside():
            user = users.by_name(username)
            assert user is not None
            return tasks.submit(user, address).public_id

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process of the instance, leader of its own group."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start(sys.executable, "-m", "flask", "--app", "wsgi", "worker")

    def start_web(self, app: str = "wsgi:app") -> subprocess.Popen[bytes]:
        bind = f"--bind=127.0.0.1:{self.port}"
        process = self.start(
            *(sys.executable, "-m", "gunicorn", app, "-c", "python:importer.web_process"),
            *("--threads", str(load(self.environment).web_threads), bind),
        )
        self.await_web()
        return process

    def await_web(self) -> None:
        def answers() -> bool:
            with contextlib.suppress(requests.ConnectionError, requests.Timeout):
                return requests.get(f"{self.url}/sign-in", timeout=10).status_code < 500
            return False

        eventually(answers)

    def api(self, token: str) -> "Client":
        return Client(self.url, token)

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self) -> None:
        for process in self._processes:
            kill(process)


class Client:
    """The JSON API with one person's token."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return self._session.post(self._url + path, json=body, timeout=PATIENCE_SECONDS)

    def get(self, path: str) -> requests.Response:
        return self._session.get(self._url + path, timeout=PATIENCE_SECONDS)

    def start_import(self, address: str) -> str:
        """The new task's id."""
        answer = self.post("/api/github/import-async/", {"url": address})
        assert answer.status_code == 202, answer.text
        task_id: str = answer.json()["task_id"]
        return task_id

    def status(self, task_id: str) -> dict[str, Any]:
        answer = self.get(f"/api/integrations/tasks/{task_id}/")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def await_end(self, task_id: str) -> dict[str, Any]:
        """The status once it is a final one."""

        def ended() -> dict[str, Any] | None:
            status = self.status(task_id)
            return status if status["status"] in ("SUCCESS", "FAILURE", "REVOKED") else None

        return eventually(ended)


def kill(process: subprocess.Popen[bytes]) -> None:
    """``kill -9`` of the whole group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def running(settings: dict[str, str], log: Path) -> Iterator[Stack]:
    """A stack that is gone, with all its processes, when the block ends."""
    stack = Stack(settings, log)
    try:
        yield stack
    finally:
        stack.stop()
