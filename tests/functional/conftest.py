"""Fixtures of the functional tests: real processes throughout."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import backends
from tests.support.backends import Servers
from tests.support.stack import Stack, running
from tools.sample_forge.control import SampleForge


@pytest.fixture(scope="session")
def forge_process() -> Iterator[SampleForge]:
    with SampleForge(anonymous_limit=100_000) as forge:
        yield forge


@pytest.fixture
def forge(forge_process: SampleForge) -> Iterator[SampleForge]:
    """The sample forge, well-behaved at the start and the end of each test."""
    forge_process.reset()
    yield forge_process
    forge_process.reset()


@pytest.fixture
def stack(environment: dict[str, str], forge: SampleForge, tmp_path: Path) -> Iterator[Stack]:
    """An instance pointed at the sample forge, nothing started yet; on both set-ups in turn."""
    settings = environment | forge.environment()
    with running(settings, tmp_path / "processes.log") as stack:
        yield stack


@pytest.fixture
def light_stack(forge: SampleForge, tmp_path: Path, session_servers: Servers) -> Iterator[Stack]:
    """The same on SQLite only."""
    settings = backends.environment("sqlite", tmp_path / "instance", session_servers)
    with running(settings | forge.environment(), tmp_path / "processes.log") as stack:
        yield stack


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show what the processes wrote when a test fails."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    stack = getattr(item, "funcargs", {}).get("stack") or getattr(item, "funcargs", {}).get(
        "light_stack"
    )
    if report.when == "call" and report.failed and isinstance(stack, Stack):
        report.sections.append(("processes", stack.log()[-8000:]))
