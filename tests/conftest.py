"""Fixtures for all tests: a fresh instance, on either of the two set-ups."""

import contextlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from importer.accounts import passwords, users
from importer.app import create_app
from importer.config import load
from importer.database import db
from importer.extensions import huey
from importer.models import User
from tests.support import backends, servers, tables
from tests.support.backends import Servers

# Real repositories and recorded answers lie here on the developers' machines.
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips",
        action="store_true",
        help="fail if anything is skipped, but for what needs an absent folder beside the project",
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A machine that was to run everything must not pass by leaving something out."""
    if not session.config.getoption("--no-skips") or session.exitstatus != 0:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        # One of several processes; the one that reports for all of them judges.
        return
    reasons = [str(report.longrepr) for report in reporter.stats.get("skipped", [])]
    for_nothing = [why for why in reasons if SHARED.exists() or SHARED.name not in why]
    if for_nothing:
        reporter.write_line("Skipped, but should have run:", red=True)
        for why in for_nothing:
            reporter.write_line(f"  {why}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Real argon2, at the lowest price: a thousand accounts are made here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(passwords, "_nobodys_hash", cheap.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def session_servers() -> Iterator[Servers]:
    """PostgreSQL and Redis, each started by the first test that wants it."""
    with contextlib.ExitStack() as stack:
        yield Servers(
            postgres=cache(lambda: stack.enter_context(servers.postgres())),
            redis=cache(lambda: stack.enter_context(servers.redis_server())),
        )


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.postgres),
    ]
)
def backend(request: pytest.FixtureRequest) -> str:
    """Each test that asks for this runs on both set-ups."""
    name: str = request.param
    if name == "postgresql":
        skip_without_servers()
    return name


def skip_without_servers() -> None:
    """Skip, by name, where Debian's postgresql or redis-server is not installed."""
    if servers.postgres_programs() is None:
        pytest.skip("postgresql is not installed")
    if servers.redis_program() is None:
        pytest.skip("redis-server is not installed")


@pytest.fixture
def environment(backend: str, tmp_path: Path, session_servers: Servers) -> dict[str, str]:
    """Settings of an empty instance."""
    return backends.environment(backend, tmp_path / "instance", session_servers)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with empty tables on SQLite, its context entered."""
    yield from _entered({"INSTANCE_PATH": str(tmp_path / "instance")})


@pytest.fixture
def any_app(environment: dict[str, str]) -> Iterator[Flask]:
    """The same on each of the two set-ups in turn."""
    yield from _entered(environment)


def _entered(environment: dict[str, str]) -> Iterator[Flask]:
    app = create_app(load(environment))
    with app.app_context():
        tables.make()
        yield app
        app.extensions["repofolio"].close()
        huey.storage.close()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def make_user() -> Callable[..., User]:
    """Makes accounts in the entered application."""

    def make(name: str = "alice", *, is_admin: bool = False) -> User:
        return users.create(name, f"{name}@example.org", "correct horse", is_admin=is_admin)

    return make
