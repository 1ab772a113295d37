"""Thousands of malformed requests to every address, by everybody: none leaves anything behind.

``MALFORMED`` is how many; ``SEED`` which.
"""

import itertools
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from importer.api import operations
from tests.fuzz.conftest import Seeded, made
from tests.fuzz.hostile import Drawer, Request, names_of_forms
from tests.unit.web.conftest import Visitor
from tools.sample_forge.control import SampleForge

MALFORMED = int(os.environ.get("MALFORMED", "10000"))
SEED = int(os.environ.get("SEED", "20261125"))
PAGE_ROLES = ("", "bob", "alice", "rose")
API_ROLES = ("", "read", "import", "manage")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# Says 503 while no worker runs, and none does here.
ABSENT_WORKER = "web.readyz"
# What a refusal must leave as it is.
TABLES = (
    "users",
    "projects",
    "import_jobs",
    "import_batches",
    "import_leases",
    "api_tokens",
    "webhooks",
    "forge_accounts",
    "project_revisions",
    "project_images",
    "previews",
    "invitations",
    "setting_overrides",
    "second_factors",
    "push_devices",
)
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


class Complaints(logging.Handler):
    """Whatever is logged as an error, or with an exception."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.found.append(logging.Formatter().format(record)[-1500:])


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    handler = Complaints()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


class People:
    """Callers, who sign in again when a request has ended their session."""

    def __init__(self, seeded: Seeded) -> None:
        self._seeded = seeded
        self._known: dict[str, tuple[FlaskClient, str]] = {}

    def client(self, name: str) -> tuple[FlaskClient, str]:
        """With the token against forged requests."""
        if name not in self._known:
            visitor = Visitor(self._seeded.app.test_client())
            if name:
                visitor.sign_in(name)
            page = visitor.get("/projects/add" if name else "/sign-in").text
            token = page.partition('name="csrf_token"')[2].partition('value="')[2]
            self._known[name] = visitor.client, token.partition('"')[0]
        return self._known[name]

    def forget(self, name: str) -> None:
        self._known.pop(name, None)


class State:
    """The database, looked at from outside."""

    def __init__(self, link: sqlite3.Connection) -> None:
        link.isolation_level = None
        self._link = link
        self._counts = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in TABLES)

    def counts(self) -> tuple[int, ...]:
        found: tuple[int, ...] = self._link.execute(self._counts).fetchone()
        return found

    def is_free(self) -> bool:
        """Whether nobody holds a write transaction."""
        try:
            self._link.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        self._link.execute("ROLLBACK")
        return True

    def flaws(self) -> list[object]:
        """Rows that lead nowhere, leases of what has ended, imports that hold none."""
        lease_of_ended = """
            SELECT 'lease', l.user_id, j.id FROM import_leases l
            LEFT JOIN import_jobs j ON j.id = l.job_id
            WHERE l.job_id IS NOT NULL AND (j.id IS NULL OR j.finished_at IS NOT NULL)"""
        # Behind another one, or while the person has stopped the queue, it may be without.
        import_without = """
            SELECT 'import', j.id, j.state FROM import_jobs j
            LEFT JOIN import_leases l ON l.user_id = j.user_id
            WHERE j.state IN ('queued', 'running', 'waiting') AND l.job_id IS NOT j.id AND (
                j.position IS NULL OR l.user_id IS NULL
                OR (l.job_id IS NULL AND l.paused_at IS NULL))"""
        return [
            *self._link.execute("PRAGMA foreign_key_check"),
            *self._link.execute(lease_of_ended),
            *self._link.execute(import_without),
        ]


# Of an upload that breaks off, which only the garbage collector closes.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_malformed_requests_leave_nothing_behind(tmp_path: Path, complaints: Complaints) -> None:
    file = tmp_path / "instance" / "app.db"
    with (
        SampleForge() as forge,
        made(file.parent, **forge.environment()) as seeded,
        closing(sqlite3.connect(file)) as link,
    ):
        _send_all(seeded, State(link), complaints)


def _send_all(seeded: Seeded, state: State, complaints: Complaints) -> None:
    drawer, people, wrong = Drawer(SEED), People(seeded), []
    known = names_of_forms() | _fields_of_calls(seeded)
    rules = sorted(seeded.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
    turns = itertools.cycle(
        (rule, method)
        for rule in rules
        for method in METHODS
        # Its own methods thrice as often as those it refuses.
        for _ in range(3 if method in (rule.methods or ()) and method != "OPTIONS" else 1)
    )
    for number, (rule, method) in enumerate(itertools.islice(turns, MALFORMED)):
        if number % 250 == 0:
            real = seeded.places() | {"username": "alice", "field": "title", "kind": "json"}
            real |= {"slug": f"thing-{seeded.count}", "name": "SIGNUP", "user_id": 3}
        is_api = rule.endpoint.startswith("api.")
        role = drawer.pick(API_ROLES if is_api else PAGE_ROLES)
        client, token = people.client("" if is_api else role)
        sent = drawer.request(rule.rule, real, token, known.get(rule.endpoint, []))
        if is_api:
            sent.headers += seeded.headers(role).items()
        before = state.counts()
        answer = _send(client, method, sent)
        flaws = _flaws(answer, rule.endpoint, before, state, complaints)
        if flaws:
            wrong.append(f"{method} {rule.rule} by {role or 'nobody'}: {flaws}\n{str(sent)[:600]}")
            complaints.found.clear()
        if role and not is_api and "/sign-in" in answer.headers.get("Location", ""):
            people.forget(role)
    assert not wrong, f"{len(wrong)}\n" + "\n\n".join(wrong[:12])
    assert state.flaws() == []


def _fields_of_calls(seeded: Seeded) -> dict[str, list[str]]:
    """What each call of the API takes, by endpoint."""
    found = {}
    for endpoint, view in seeded.app.view_functions.items():
        operation = operations.of(view)
        models = (operation.body, operation.query) if operation else ()
        found[endpoint] = [name for model in models if model for name in model.model_fields]
    return {endpoint: fields for endpoint, fields in found.items() if fields}


def _send(client: FlaskClient, method: str, sent: Request) -> TestResponse:
    answer = client.open(
        sent.path,
        method=method,
        query_string=sent.query,
        data=sent.data,
        content_type=sent.content_type,
        headers=sent.headers,
        environ_overrides=ELSEWHERE | sent.environ,
    )
    # A stream goes on for ever.
    answer.close()
    return answer


def _flaws(
    answer: TestResponse,
    endpoint: str,
    before: tuple[int, ...],
    state: State,
    complaints: Complaints,
) -> list[str]:
    found = list(complaints.found)
    if answer.status_code >= 500 and endpoint != ABSENT_WORKER:
        found.append(answer.status)
    if answer.status_code >= 400 and state.counts() != before:
        found.append(f"{answer.status}, but rows have changed")
    if not state.is_free():
        found.append("a write transaction is open")
    return found
