"""``serve``: web and worker under one supervisor, whatever dies."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.functional.commands import FLASK, command_line, parent, processes
from tests.support.stack import PROJECT, Stack, eventually

# What is promised: by then a running import has ended or been handed back.
STOP_SECONDS = 10


class Served:
    """One ``flask --app wsgi serve``, by a person who may press Ctrl-C."""

    def __init__(self, stack: Stack, log: Path) -> None:
        self.stack = stack
        self.instance = Path(stack.environment["INSTANCE_PATH"])
        self._log = log
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [*FLASK, "serve"], cwd=PROJECT, env=stack.environment, stdout=said, stderr=said
            )

    def said(self) -> str:
        return self._log.read_text()

    def await_start(self) -> "Served":
        eventually(lambda: f"Repofolio is running at {self.stack.url}" in self.said())
        eventually(lambda: " is ready with " in self.said())
        return self

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=STOP_SECONDS)

    def pid_of(self, words: str, child_of: str | None = None) -> int:
        """The process whose command line has these words, and its parent's those."""
        for pid in processes(self.instance):
            above = command_line(parent(pid))
            if words in command_line(pid) and (child_of is None or child_of in above):
                return pid
        return 0

    def is_gone(self) -> bool:
        return not processes(self.instance)

    def kill_everything(self) -> None:
        for pid in processes(self.instance):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


@pytest.fixture
def serve(light_stack: Stack, tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """Starts the server; whatever is left of it is killed at the end."""
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(light_stack, tmp_path / f"serve-{len(started)}.log"))
        return started[-1]

    yield start
    for served in started:
        served.kill_everything()


MASTER = {"words": "gunicorn", "child_of": "importer.supervisor"}
WEB_CHILD = {"words": "gunicorn", "child_of": "gunicorn"}
WORKER = {"words": "wsgi worker", "child_of": "importer.supervisor"}


@pytest.mark.parametrize("victim", [MASTER, WEB_CHILD, WORKER], ids=["master", "web", "worker"])
def test_killed_process_is_started_anew(serve, light_stack, victim):
    token = light_stack.prepare("alice")["alice"]
    served = serve().await_start()
    before = served.pid_of(**victim)
    assert before
    os.kill(before, signal.SIGKILL)
    eventually(lambda: served.pid_of(**victim) not in (0, before))
    light_stack.await_web()
    client = light_stack.api(token)
    done = client.await_end(client.start_import("ferrous/sieve"))
    assert done["status"] == "SUCCESS", served.said()
    assert not _alive(before)
    assert served.stop() == 0
    eventually(served.is_gone)
    assert "Traceback" not in served.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_running_import_is_given_back_and_ends_after_the_next_start(
    serve, light_stack, forge, number
):
    token = light_stack.prepare("alice")["alice"]
    first = serve().await_start()
    with forge.holding("/repos/ferrous/sieve") as hold:
        task_id = light_stack.api(token).start_import("ferrous/sieve")
        hold.wait()
        assert first.stop(number) == 0
        assert first.is_gone()
    assert "did not stop in time" not in first.said()
    assert "given back" in first.said()
    assert first.said().rstrip().endswith("Stopped.")
    second = serve().await_start()
    done = light_stack.api(token).await_end(task_id)
    assert done["status"] == "SUCCESS", second.said()
    assert second.stop() == 0


def test_nothing_outlives_a_killed_supervisor(serve, light_stack):
    light_stack.prepare()
    served = serve().await_start()
    assert command_line(served.process.pid).find("importer.supervisor") > 0
    assert len(processes(served.instance)) >= 4
    served.process.kill()
    served.process.wait()
    eventually(served.is_gone, STOP_SECONDS)


def test_second_start_says_that_one_is_running(serve, light_stack):
    first = serve().await_start()
    second = serve()
    assert second.process.wait(timeout=30) == 0
    assert f"Repofolio is running already at {light_stack.url}" in second.said()
    assert first.process.poll() is None
    assert first.stop() == 0


def test_port_of_another_program_is_told(serve, light_stack):
    with socket.create_server(("127.0.0.1", light_stack.port)):
        served = serve()
        assert served.process.wait(timeout=30) == 1
    assert f"Port {light_stack.port} of 127.0.0.1 is in use" in served.said()
    assert "Traceback" not in served.said()
    assert served.is_gone()


def test_files_are_for_this_account_alone(serve, light_stack):
    light_stack.environment.pop("SECRET_KEY")
    served = serve().await_start()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in served.instance.iterdir()}
    assert {"secret_key", "app.db", "queue.db", "serve.lock"} <= set(modes)
    assert {name for name, mode in modes.items() if mode & 0o077} == set()
    assert served.stop() == 0


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
