"""A site with things on it, and people with tokens of each scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from importer.accounts import tokens, users
from importer.clock import now
from importer.models import Scope
from tests.unit.web.builders import add_batch, add_job, add_project
from tests.unit.web.conftest import PASSWORD, opened


@dataclass
class Seeded:
    """:ivar tokens: of Alice, by scope; empty for none."""

    app: Flask
    tokens: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def headers(self, scope: str) -> dict[str, str]:
        token = self.tokens.get(scope)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def places(self) -> dict[str, object]:
        """What Alice has, made anew: calls delete it."""
        self.count += 1
        path = f"o/thing-{self.count}"
        ended: dict[str, Any] = {"state": "failed", "finished_at": now()}
        return {
            "project_id": add_project(self.app, "alice", path),
            "public_id": add_job(self.app, "alice", f"{path}-job", **ended),
            "batch_id": add_batch(self.app, "alice", f"{path}-failed"),
        }


@contextmanager
def made(instance: Path, **settings: str) -> Iterator[Seeded]:
    """Opens a site in ``instance`` and puts people into it."""
    settings |= {"API_CALLS_PER_MINUTE": "0", "IMPORTS_PER_HOUR": "0"}
    with opened(instance, **settings) as app:
        # An import that waits for its end would wait for ever: no worker runs here.
        places = app.extensions["waiting_places"]
        while places.acquire(blocking=False):
            pass
        with app.app_context():
            users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
            users.create("bob", "bob@example.org", PASSWORD)
            alice = users.create("alice", "alice@example.org", PASSWORD)
            found = {str(scope): tokens.issue(alice, scope, scope) for scope in Scope}
        yield Seeded(app, found)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    with made(tmp_path_factory.mktemp("fuzz") / "instance") as one:
        yield one
