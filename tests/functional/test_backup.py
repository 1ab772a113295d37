"""Backups: made while everything runs, put back after everything is gone."""

import shutil
import sqlite3
import tarfile
import threading
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from importer.accounts import users
from importer.connections import accounts
from importer.database import db
from importer.forges.base import Grant
from importer.models import ConnectionKind, ForgeAccount
from tests.support.stack import PASSWORD, Stack, eventually, running

FORGE_TOKEN = "demo-token"


def _rows(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables.fetchall()
        }


def _signs_in(url: str, name: str) -> bool:
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(f"{url}/sign-in", timeout=30).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = browser.post(
            f"{url}/sign-in",
            data={"csrf_token": token, "name": name, "password": PASSWORD},
            allow_redirects=False,
            timeout=30,
        )
        return answer.status_code == 303


def _connect(stack: Stack, name: str) -> None:
    """Connect a person's account at the forge, whose token is sealed with a key file."""
    with stack.inside() as app:
        person = users.by_name(name)
        assert person is not None
        connector = app.extensions["repofolio"].connector
        accounts.connect(connector, person.id, Grant(FORGE_TOKEN), ConnectionKind.PAT)


def _connected_token(stack: Stack) -> str:
    """The one that is stored, opened with the key that is there."""
    with stack.inside() as app:
        sealed = db.session.scalars(select(ForgeAccount.sealed_token)).one()
        opened: str = app.extensions["repofolio"].vault.open(sealed)
        return opened


def test_what_was_backed_up_under_load_comes_back_whole(light_stack: Stack, tmp_path: Path) -> None:
    instance = Path(light_stack.environment["INSTANCE_PATH"])
    tokens = light_stack.prepare("alice", "bob")
    _connect(light_stack, "alice")
    light_stack.start_web()
    light_stack.start_worker()
    alice = light_stack.api(tokens["alice"])
    alice.await_end(alice.start_import("harbour/tidewater"))
    stop = threading.Event()
    load = threading.Thread(target=_import_again_and_again, args=(light_stack, tokens["bob"], stop))
    load.start()
    archive = tmp_path / "copy.tar"
    try:
        said = light_stack.flask("backup", str(archive), "--with-keys")
    finally:
        stop.set()
        load.join()
    assert "holds the keys" in said
    assert archive.stat().st_mode & 0o077 == 0
    light_stack.stop()
    shutil.rmtree(instance)

    settings = {**light_stack.environment, "INSTANCE_PATH": str(tmp_path / "new")}
    with running(settings, tmp_path / "new.log") as again:
        said = again.flask("restore", str(archive))
        rows = _rows(tmp_path / "new" / "app.db")
        assert f"Restored {sum(rows.values())} rows" in said
        assert rows["users"] == 2
        assert rows["projects"] >= 1
        assert _connected_token(again) == FORGE_TOKEN
        again.start_web()
        assert _signs_in(again.url, "alice")
        answer = again.api(tokens["alice"]).post(
            "/api/github/import-async/", {"url": "harbour/tidewater"}
        )
        assert answer.json()["error_code"] == "DUPLICATE_IMPORT"


def _import_again_and_again(stack: Stack, token: str, stop: threading.Event) -> None:
    bob = stack.api(token)
    for name in ("ferrous/sieve", "lumen/orrery", "northgate/parcel-api", "mozhi/shanshui"):
        if stop.is_set():
            return
        bob.await_end(bob.start_import(name))


def test_archive_without_keys_has_none(light_stack: Stack, tmp_path: Path) -> None:
    light_stack.prepare("alice")
    assert "no keys" in light_stack.flask("backup", str(tmp_path / "copy.tar"))
    with tarfile.open(tmp_path / "copy.tar") as tar:
        assert sorted(tar.getnames()) == ["app.db", "manifest.json", "queue.db"]


def test_restore_overwrites_nothing_unasked_and_nothing_that_runs(
    light_stack: Stack, tmp_path: Path
) -> None:
    archive = str(tmp_path / "copy.tar")
    light_stack.prepare("alice")
    light_stack.flask("backup", archive)
    with pytest.raises(AssertionError, match="has a database already"):
        light_stack.flask("restore", archive)
    assert "Restored" in light_stack.flask("restore", archive, "--replace")
    light_stack.start_worker()
    eventually(lambda: "is ready with" in light_stack.log())
    with pytest.raises(AssertionError, match="A worker is running here"):
        light_stack.flask("restore", archive, "--replace")
