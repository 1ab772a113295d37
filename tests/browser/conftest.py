"""A real Chromium against a real instance: web server, worker and sample forge."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from importer.accounts import users
from tests.support import backends
from tests.support.backends import Servers
from tests.support.stack import PASSWORD, Stack, running
from tools.sample_forge.control import SampleForge

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site_forge() -> Iterator[SampleForge]:
    with SampleForge(anonymous_limit=100_000) as forge:
        yield forge


@pytest.fixture
def forge(site_forge: SampleForge) -> Iterator[SampleForge]:
    site_forge.reset()
    yield site_forge
    site_forge.reset()


def instance_settings(folder: Path, servers: Servers, forge: SampleForge) -> dict[str, str]:
    settings = backends.environment("sqlite", folder / "instance", servers)
    return settings | forge.environment()


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, session_servers: Servers, site_forge: SampleForge
) -> Iterator[Stack]:
    """One instance for all tests, each with a person of its own."""
    folder = tmp_path_factory.mktemp("site")
    with running(instance_settings(folder, session_servers, site_forge), folder / "log") as stack:
        stack.prepare("founder")
        stack.start_web()
        stack.start_worker()
        yield stack


@pytest.fixture
def fresh_site(tmp_path: Path, session_servers: Servers, forge: SampleForge) -> Iterator[Stack]:
    """An instance nobody has ever visited; nothing runs yet."""
    with running(instance_settings(tmp_path, session_servers, forge), tmp_path / "log") as stack:
        yield stack


Open = Callable[..., BrowserContext]


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Open]:
    """Opens windows that share nothing; what goes wrong in a page's script fails the test."""
    with contextlib.ExitStack() as stack:

        def open_one(**options: object) -> BrowserContext:
            context = chromium.new_context(**options)  # type: ignore[arg-type]
            stack.callback(context.close)
            context.set_default_timeout(30_000)
            return context

        yield open_one


@pytest.fixture
def person(site: Stack, open_browser: Open, request: pytest.FixtureRequest) -> Callable[..., Page]:
    """Makes an account, signs it in and returns a page of its window."""
    made = 0

    def sign_in(at: str = site.url, **options: object) -> Page:
        nonlocal made
        made += 1
        name = f"user{abs(hash(request.node.nodeid)) % 10**9}x{made}"
        with site.inside():
            users.create(name, f"{name}@example.org", PASSWORD)
        page = open_browser(base_url=at, **options).new_page()
        page.goto("/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.username = name  # type: ignore[attr-defined]
        return page

    return sign_in


def add(page: Page, address: str) -> None:
    """Paste an address and start."""
    page.goto("/projects/add")
    page.fill("[name=address]", address)
    page.click("main form button[type=submit]")
