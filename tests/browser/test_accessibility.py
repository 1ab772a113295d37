"""axe-core finds nothing on any page, light and dark, on a desktop and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import add
from tests.support.stack import PASSWORD

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # No rule of WCAG's, and READMEs like to leave a table's corner empty.
    "rules": {"empty-table-header": {"enabled": False}},
}

LOOKS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop-light"),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, id="phone-dark"
    ),
]


def violations(page: Page) -> list[str]:
    # Through the debugger, not a script tag: the page's own policy stays as it is.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    # A colour on its way to another is neither.
    page.evaluate(
        "for (const one of document.getAnimations())"
        " if (one.effect.getTiming().iterations !== Infinity) one.finish()"
    )
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"{page.url}: {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_a_signed_in_person(person, forge, look):
    page = person(**look)
    with forge.holding("/languages") as held:
        add(page, "harbour/tidewater")
        held.wait(at_least=1)
        found = violations(page)
    page.wait_for_url("**/tidewater")
    paths = ["/", "/projects/add", "/imports", f"/{page.username}", f"/{page.username}/tidewater"]
    settings = ["", "/security", "/second-factor", "/account", "/tokens"]
    paths += [f"/settings{section}" for section in settings]
    for path in [*paths, "/api/docs", "/no/such/page"]:
        page.goto(path)
        found += violations(page)
    page.goto("/imports")
    page.locator("main a[href^='/imports/']").first.click()
    found += violations(page)
    page.goto(f"/{page.username}/tidewater")
    page.locator("a", has_text="Delete").click()
    found += violations(page)
    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_other_repositories(person, forge, look):
    page = person(**look)
    found = []
    for name in ("mallory/trapdoor", "mozhi/shanshui", "demo/blank-slate", "stellar/declination"):
        add(page, name)
        page.wait_for_url(lambda url, name=name: url.endswith(name.partition("/")[2]))
        found += violations(page)
    forge.misbehave("/repos/ferrous/sieve", answer="not_found")
    add(page, "ferrous/sieve")
    page.get_by_text("Import failed").wait_for()
    found += violations(page)
    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_for_strangers(site, open_browser, look):
    page = open_browser(base_url=site.url, **look).new_page()
    found = []
    for path in ("/", "/sign-in", "/sign-in/forgotten", "/signup", "/no-such-person"):
        page.goto(path)
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_an_administrator(site, open_browser, look):
    page = open_browser(base_url=site.url, **look).new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", "founder")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)
    found = []
    pages = ("/admin", "/admin/settings", "/admin/people/1/role")
    for path in (*pages, "/settings/invitations", "/settings/tokens"):
        page.goto(path)
        found += violations(page)
        # What is wider than a telephone scrolls by itself, and the page does not.
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path} is too wide")
    assert found == []
