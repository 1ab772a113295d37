"""A site with three people: Alice, Bob, and Rose who administers it. CSRF is on, as in life."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from importer.accounts import users
from importer.app import create_app
from importer.config import load
from importer.database import db
from tests.support import tables

PASSWORD = "correct horse"


class Visitor:
    """Somebody at a browser: keeps cookies, sends forms with the token of the page they are on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def htmx(self, path: str, page: str = "/") -> TestResponse:
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{page}"}
        return self.client.get(path, headers=headers)

    def post(self, path: str, page: str = "/sign-in", **fields: str) -> TestResponse:
        """Open ``page``, then send its form to ``path``."""
        token = re.search(r'name="csrf_token"\s+value="([^"]+)"', self.get(page).text)
        assert token, f"{page} has no form"
        return self.client.post(path, data={"csrf_token": token[1], **fields})

    def sign_in(self, name: str) -> "Visitor":
        answer = self.post("/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 303
        return self


@contextmanager
def opened(instance: Path, **settings: str) -> Iterator[Flask]:
    """A site whose files are in ``instance``. No context stays entered: each request has its own,
    as in life."""
    app = create_app(load({"INSTANCE_PATH": str(instance), **settings}))
    with app.app_context():
        tables.make()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes an empty site."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(opened(tmp_path / "empty", **settings))


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site's files with its people in them: hashing passwords takes long, once is enough."""
    instance = tmp_path_factory.mktemp("peopled") / "instance"
    with opened(instance) as app, app.app_context():
        users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
        for name in ("alice", "bob"):
            users.create(name, f"{name}@example.org", PASSWORD)
    return instance


@pytest.fixture
def site(peopled: Path, tmp_path: Path) -> Iterator[Flask]:
    """A site with its people, of this test alone."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)
    # The last connection to be closed has moved everything into the one file.
    for name in ("app.db", "secret_key"):
        shutil.copy2(peopled / name, instance / name)
    with opened(instance) as app:
        yield app


@pytest.fixture
def stranger(site: Flask) -> Visitor:
    return Visitor(site.test_client())


@pytest.fixture
def visitor(site: Flask) -> Callable[[str], Visitor]:
    """Makes somebody who is signed in."""

    def make(name: str) -> Visitor:
        return Visitor(site.test_client()).sign_in(name)

    return make


@pytest.fixture
def alice(visitor: Callable[[str], Visitor]) -> Visitor:
    return visitor("alice")


@pytest.fixture
def bob(visitor: Callable[[str], Visitor]) -> Visitor:
    return visitor("bob")


def squeezed(response: TestResponse) -> str:
    """The page's text without tags, all white space one blank."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))
