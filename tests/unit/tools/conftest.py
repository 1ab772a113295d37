"""One sample forge for all tests here, wiped clean before each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tools.sample_forge.control import SampleForge

SHARED = Path(__file__).resolve().parents[4] / "shared"
DEMO = {"Authorization": "Bearer demo-token"}

Get = Callable[..., requests.Response]


@pytest.fixture(scope="session")
def running_forge() -> Iterator[SampleForge]:
    with SampleForge() as forge:
        yield forge


@pytest.fixture
def forge(running_forge: SampleForge) -> SampleForge:
    running_forge.reset()
    return running_forge


@pytest.fixture
def api(forge: SampleForge) -> Iterator[Get]:
    """GET a path of the API; redirects are shown, not followed."""
    with requests.Session() as session:
        session.trust_env = False

        def get(path: str, **options: object) -> requests.Response:
            settings = {"timeout": 20, "allow_redirects": False, **options}
            return session.get(forge.api_url + path, **settings)

        yield get
