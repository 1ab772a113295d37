"""Streams of real servers: on two hosts at once, and while a server stops."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import skip_without_servers
from tests.support import backends
from tests.support.backends import Servers
from tests.support.stack import PASSWORD, PATIENCE_SECONDS, Stack, eventually, running
from tools.sample_forge.control import SampleForge

REPOSITORY = "harbour/tidewater"


def _signed_in(stack: Stack, name: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    page = session.get(f"{stack.url}/sign-in", timeout=PATIENCE_SECONDS).text
    csrf = page.partition('name="csrf_token"')[2].split('value="')[1].split('"')[0]
    form = {"name": name, "password": PASSWORD, "csrf_token": csrf}
    session.post(f"{stack.url}/sign-in", data=form, timeout=PATIENCE_SECONDS)
    return session


class Listener:
    """Reads a stream to its end, in a thread of its own."""

    def __init__(self, stack: Stack, name: str, task_id: str) -> None:
        self.text = ""
        self.is_open = threading.Event()
        self._answer = _signed_in(stack, name).get(
            f"{stack.url}/imports/{task_id}/events", stream=True, timeout=PATIENCE_SECONDS
        )
        assert self._answer.headers["Content-Type"].startswith("text/event-stream")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self.is_open.wait(PATIENCE_SECONDS)

    def _read(self) -> None:
        for line in self._lines():
            self.text += f"{line}\n"
            self.is_open.set()

    def _lines(self) -> Iterator[str]:
        try:
            yield from self._answer.iter_lines(decode_unicode=True)
        except requests.RequestException:
            # A server that is stopped breaks its connections off.
            return

    def join(self) -> None:
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()


@pytest.mark.postgres
def test_streams_of_two_hosts_tell_the_same_story(
    tmp_path: Path, session_servers: Servers, forge: SampleForge
):
    skip_without_servers()
    settings = backends.environment("postgresql", tmp_path / "one", session_servers)
    settings |= forge.environment()
    elsewhere = settings | {"INSTANCE_PATH": str(tmp_path / "two")}
    with (
        running(settings, tmp_path / "one.log") as one,
        running(elsewhere, tmp_path / "two.log") as two,
    ):
        token = one.prepare("alice")["alice"]
        one.start_web()
        two.start_web()
        task_id = one.api(token).start_import(REPOSITORY)
        listeners = [Listener(stack, "alice", task_id) for stack in (one, two)]
        two.start_worker()
        for listener in listeners:
            listener.join()
            assert "Looking up harbour/tidewater" in listener.text
            assert "Import complete!" in listener.text
            assert listener.text.count("event: live:end") == 1
            ids = [int(part.split("\n")[0]) for part in listener.text.split("\nid: ")[1:]]
            assert ids == sorted(set(ids))


def test_server_that_is_told_to_stop_does_not_wait_for_its_streams(
    light_stack: Stack, forge: SampleForge
):
    token = light_stack.prepare("alice")["alice"]
    web = light_stack.start_web()
    # No worker: the import waits, and with it the stream would go on for ever.
    task_id = light_stack.api(token).start_import(REPOSITORY)
    listeners = [Listener(light_stack, "alice", task_id) for _ in range(3)]
    web.terminate()
    for listener in listeners:
        listener.join()
        assert "live:end" not in listener.text
    # Gunicorn would break them off after thirty seconds.
    assert eventually(lambda: web.poll() is not None, seconds=25)
