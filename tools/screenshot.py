"""Renews the screenshot in the README: ``python -m tools.screenshot``; needs chromium."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.stack import eventually, running
from tools.sample_forge.control import SampleForge

TARGET = Path(__file__).resolve().parents[1] / "docs" / "project-page.png"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, SampleForge() as forge:
        settings = {"INSTANCE_PATH": f"{folder}/instance", **forge.environment()}
        with running(settings, Path(folder) / "log") as stack:
            stack.prepare("mira")
            stack.start_web()
            stack.start_worker()
            stack.flask("import", "lumen/orrery", "--user", "mira", "--public")
            _shoot(stack.url)


def _shoot(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto(f"{url}/mira/orrery")
        # A worker fetches the pictures in its own time.
        eventually(lambda: page.reload() and page.locator(".hero-image").count())
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
