"""Web and worker on different hosts: nothing in common but PostgreSQL, Redis and a key."""

from pathlib import Path

import pytest
import requests

from tests.conftest import skip_without_servers
from tests.support import backends
from tests.support.backends import Servers
from tests.support.stack import PASSWORD, running
from tools.sample_forge.control import SampleForge


@pytest.mark.postgres
def test_import_asked_for_on_one_host_runs_on_another(
    tmp_path: Path, session_servers: Servers, forge: SampleForge
):
    skip_without_servers()
    web_host, worker_host = tmp_path / "web", tmp_path / "worker"
    settings = backends.environment("postgresql", web_host, session_servers)
    settings |= forge.environment()
    elsewhere = settings | {"INSTANCE_PATH": str(worker_host)}
    with running(settings, tmp_path / "web.log") as web:
        token = web.prepare("alice")["alice"]
        web.start_web()
        client = web.api(token)
        task_id = client.start_import("ferrous/sieve")
        assert client.status(task_id)["status"] == "PENDING"
        with running(elsewhere, tmp_path / "worker.log") as other:
            other.start_worker()
            assert client.await_end(task_id)["status"] == "SUCCESS"
        page = requests.Session()
        page.trust_env = False
        sign_in = page.get(f"{web.url}/sign-in")
        csrf = sign_in.text.partition('name="csrf_token"')[2].split('value="')[1].split('"')[0]
        form = {"name": "alice", "password": PASSWORD, "csrf_token": csrf}
        page.post(f"{web.url}/sign-in", data=form)
        assert "sieve" in page.get(f"{web.url}/alice/sieve").text
    files = {path.name for path in [*web_host.rglob("*"), *worker_host.rglob("*")]}
    assert not {name for name in files if name.endswith((".db", ".wake"))}
