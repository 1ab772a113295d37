"""Renews ``docs/screenshots/``: ``python -m tools.screenshots``; needs chromium.

Six pages as a visitor sees them, on a desktop and on a phone, light and dark, from the bundled
sample forge. The files are small: few colours, and what is below the first screens is cut.
"""

import shutil
import tempfile
import time
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.stack import Stack, running
from tools.sample_forge.control import SampleForge

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
OWNER = "mira"
REPOSITORIES = (
    "harbour/tidewater",
    "ferrous/sieve",
    "lumen/orrery",
    "stellar/declination",
    "demo/blank-slate",
    "northgate/parcel-api",
)
SHOWCASE = ("harbour/tidewater", "lumen/orrery", "ferrous/sieve")
PAGES = {
    "library": "/mira/tidewater",
    "command-line-tool": "/mira/sieve",
    "pictures": "/mira/orrery",
    "restructuredtext": "/mira/declination",
    "empty": "/mira/blank-slate",
    "portfolio": "/mira",
}
WIDTHS = {"desktop": (1280, 1600), "phone": (390, 1700)}
_COLORS = 224
_PATIENCE_SECONDS = 60


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, SampleForge(anonymous_limit=10_000) as forge:
        settings = {"INSTANCE_PATH": f"{folder}/instance", **forge.environment()}
        with running(settings, Path(folder) / "log") as stack:
            _fill(stack)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
                )
                for name, path in PAGES.items():
                    _shoot(browser, stack.url + path, name)
                browser.close()


def _fill(stack: Stack) -> None:
    stack.prepare(OWNER)
    stack.start_web()
    for repository in REPOSITORIES:
        options = ["--showcase"] if repository in SHOWCASE else []
        stack.flask("import", repository, "--user", OWNER, "--public", *options)
    stack.start_worker()
    _await_pictures(stack)


def _await_pictures(stack: Stack) -> None:
    """Until the worker has fetched them, or for as long as that may take."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while stack.log().count("Fetched images of") < len(REPOSITORIES):
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)


def _shoot(browser: Browser, address: str, name: str) -> None:
    for device, (width, height) in WIDTHS.items():
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            # Pictures of cards are fetched when they come into view.
            page.goto(address, wait_until="networkidle")
            _save(page, FOLDER / f"{name}-{device}-{scheme}.png")
            page.close()


def _save(page: Page, target: Path) -> None:
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    image.quantize(_COLORS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)


if __name__ == "__main__":
    main()
