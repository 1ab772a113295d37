"""The sample forge, a client that may dial it, and imports of it in one call."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from importer.forges.base import ANONYMOUS, Allowance, Credential
from importer.forges.github import GitHub
from importer.http import HttpClient
from importer.snapshot import RepoRef, RepoSnapshot
from tools.sample_forge.control import SampleForge

DEMO = Credential("demo", "demo-token")
WRONG = Credential("wrong", "wrong-token")


@dataclass
class Importer:
    """:param credential: used by ``run``; ``allowance`` is that of the last run."""

    forge: SampleForge
    github: GitHub
    credential: Credential = ANONYMOUS
    allowance: Allowance = field(default_factory=lambda: Allowance(5))

    def run(self, path: str, calls: int | None = 5) -> RepoSnapshot:
        self.allowance = Allowance(calls)
        ref = RepoRef(self.github.host, path)
        overview = self.github.resolve(ref, self.credential, self.allowance, go_on)
        return self.github.fetch(overview, self.credential, self.allowance, go_on)


def go_on() -> None:
    """A checkpoint that never stops anything."""


def codes(snapshot: RepoSnapshot) -> list[str]:
    return [warning.code for warning in snapshot.warnings]


@pytest.fixture(scope="session")
def running_forge() -> Iterator[SampleForge]:
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def forge(running_forge: SampleForge) -> Iterator[SampleForge]:
    running_forge.reset()
    yield running_forge
    running_forge.reset()


@pytest.fixture
def github(forge: SampleForge) -> Iterator[GitHub]:
    http = HttpClient(frozenset({("127.0.0.1", forge.port)}))
    yield GitHub(forge.web_url, forge.api_url, forge.raw_url, http)
    http.close()


@pytest.fixture
def importer(forge: SampleForge, github: GitHub) -> Importer:
    return Importer(forge, github)
