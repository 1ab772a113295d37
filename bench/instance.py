"""An instance of Repofolio in a folder of its own, served as it is shipped."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from bench import PROJECT
from bench.seed import PASSWORD, Person, person
from importer import schema
from importer.app import create_app
from importer.cli.serve import web_command
from importer.config import Settings, load
from importer.database import db
from importer.workflow.toolbox import Toolbox

START_SECONDS = 60


class Instance:
    """Empty at first. All processes run with the shipped defaults.

    :param environment: further settings.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.folder = folder
        self.environment = {
            **_without_settings(os.environ),
            "INSTANCE_PATH": str(folder),
            "PORT": str(self.port),
            # Measured with the counting, but without being stopped by it.
            "API_CALLS_PER_MINUTE": "1000000",
            **environment,
        }
        self.settings: Settings = load(self.environment)
        self._app: Flask = create_app(self.settings)
        with self._app.app_context():
            schema.upgrade()
        self._password_hash = PasswordHasher().hash(PASSWORD)
        self._people = 0

    @property
    def toolbox(self) -> Toolbox:
        """The application's own, for what is done from this process."""
        box: Toolbox = self._app.extensions["repofolio"]
        return box

    @contextlib.contextmanager
    def seeding(self) -> Iterator[None]:
        """Call the application's own functions, from this process, on the instance's database."""
        with self._app.app_context():
            yield
        with self._app.app_context():
            db.engine.dispose()

    def people(self, count: int) -> list[Person]:
        """New accounts, each with a token."""
        with self.seeding():
            found = [person(self._people + number, self._password_hash) for number in range(count)]
        self._people += count
        return found

    @contextlib.contextmanager
    def web(self) -> Iterator[int]:
        """The web server alone, so that imports are admitted and not run; yields its process."""
        with running(web_command(self.settings), self.environment) as pid:
            self._await_answer()
            yield pid

    @contextlib.contextmanager
    def serve(self) -> Iterator[int]:
        """Everything, under the supervisor; yields the supervisor's process."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
        with running(command, self.environment) as pid:
            self._await_answer()
            yield pid

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@contextlib.contextmanager
def instance(**environment: str) -> Iterator[Instance]:
    """A new instance, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="repofolio-bench-") as folder:
        yield Instance(Path(folder), environment)


@contextlib.contextmanager
def running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    """A process in the background, silent, and ended in good order."""
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What is measured is the default, whatever the caller's shell says."""
    names = {name.upper() for name in Settings.__slots__}
    return {name: value for name, value in environment.items() if name not in names}
