"""Connecting and picking, in a real browser against a forge that speaks GitHub's OAuth."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import instance_settings
from tests.browser.test_accessibility import LOOKS, violations
from tests.support.stack import running

PAGE = "/settings/connections"


@pytest.fixture(scope="module")
def site(tmp_path_factory, session_servers, site_forge):
    """An instance whose app is registered at the forge."""
    folder = tmp_path_factory.mktemp("connected")
    settings = (
        instance_settings(folder, session_servers, site_forge)
        | site_forge.oauth_environment()
        | {"SIGNUP": "open"}
    )
    with running(settings, folder / "log") as stack:
        stack.prepare("founder")
        stack.start_web()
        stack.start_worker()
        yield stack


def _list_is_read(page: Page) -> None:
    expect(page.locator("#picker-freshness")).to_contain_text("Read a moment ago", timeout=30_000)
    expect(page.locator(".picker-count")).to_contain_text("344 repositories", timeout=30_000)


def test_from_githubs_page_to_a_private_project(person, forge):
    page = person()
    page.goto(PAGE)
    page.locator("#web").get_by_label("Private repositories, too").check()
    page.get_by_role("button", name="Continue to GitHub").click()
    page.get_by_role("button", name="Authorize as demo").click()
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator(".connection")).to_contain_text("public and private repositories")

    page.goto("/projects/add")
    _list_is_read(page)
    # Typing finds at once; the arrows walk from the field to the rows.
    page.keyboard.press("Tab")
    page.locator("#picker-q").fill("ledger priv")
    expect(page.locator(".picker-count")).to_contain_text("1 repository")
    expect(page.locator(".repo")).to_contain_text("Private")
    page.locator("#picker-q").press("ArrowDown")
    expect(page.get_by_role("button", name="Import demo/ledger-private")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger-private")
    page.goto("/projects/add?q=ledger-private")
    page.get_by_role("link", name="Imported").click()
    page.wait_for_url("**/ledger-private")

    page.goto("/projects/add?sort=name&owner=harbour&language=Go")
    expect(page.get_by_label("Owner")).to_have_value("harbour")
    page.get_by_label("Language").select_option("")
    page.get_by_label("Hide archived").check()
    expect(page.locator(".repo-owner").first).to_have_text("harbour/")
    page.get_by_text("Why isn't my repository here?").click()
    page.get_by_label("Its name or address").fill("demo/ledger-privat")
    page.get_by_role("button", name="Find out").click()
    page.get_by_role("link", name="Show that one").click()
    expect(page.locator(".repo-name")).to_contain_text("ledger-private")

    forge.revoke(forge.tokens()[-1]["value"])
    page.get_by_role("button", name="Refresh the list").click()
    page.get_by_role("link", name="Reconnect").click()
    expect(page.locator(".connection")).to_contain_text("expired or was revoked")


def test_ticks_hold_while_pages_are_turned_and_the_list_is_searched(person):
    page = person()
    page.goto(PAGE)
    page.get_by_role("textbox", name="Token").fill("demo-token")
    page.get_by_role("button", name="Connect with this token").click()
    page.goto("/projects/add?sort=name")
    _list_is_read(page)
    boxes, ticked = page.locator(".repo input[name=address]"), page.locator("#picker-ticked")
    first, second = boxes.nth(0), boxes.nth(2)
    first.check()
    second.focus()
    page.keyboard.press("Space")
    names = {first.get_attribute("value"), second.get_attribute("value")}
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".picker-count")).to_contain_text("page 2 of")
    expect(page.locator(".repo input:checked")).to_have_count(0)
    boxes.nth(1).check()
    names.add(boxes.nth(1).get_attribute("value"))
    page.locator("#picker-q").fill("nothing has this name")
    expect(page.locator(".picker-count")).to_contain_text("Nothing matches")
    expect(ticked).to_have_text("3 ticked")
    page.locator("#picker-q").fill("")
    expect(page.locator(".picker-count")).to_contain_text("page 1 of")
    expect(first).to_be_checked()
    second.uncheck()
    names.remove(second.get_attribute("value"))

    page.get_by_role("button", name="Import those ticked").click()
    planned = page.locator("main input[name=address]").all()
    assert {f"http://{one.get_attribute('value')}" for one in planned} == names
    page.go_back()
    _list_is_read(page)
    expect(ticked).to_have_text("2 ticked")
    page.get_by_role("button", name="Clear the ticks").click()
    expect(ticked).to_have_text("")
    expect(page.locator("#picker-kept input")).to_have_count(0)


def test_an_account_made_with_github_without_javascript(site, open_browser):
    page = open_browser(base_url=site.url, java_script_enabled=False).new_page()
    page.goto("/signup")
    page.get_by_label("Name").fill("githubber")
    page.get_by_label("E-mail").fill("githubber@example.org")
    page.get_by_role("button", name="Continue with GitHub").click()
    page.get_by_role("button", name="Authorize as guest").click()
    page.wait_for_url(f"{site.url}/")
    page.goto("/settings")
    expect(page.locator(".lead")).to_contain_text("githubber")
    expect(page.get_by_role("button", name="Confirm with GitHub")).to_be_visible()


def test_with_a_code_while_the_page_waits_and_then_declined(person, forge):
    forge.set_interval(1)
    page = person()
    page.goto(PAGE)
    page.get_by_role("button", name="Get a code").click()
    code = page.locator(".device-code code").inner_text()
    assert forge.enter_code(code, "guest")
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator(".connection-name")).to_contain_text("guest")

    page.get_by_role("button", name="Get a code").click()
    code = page.locator(".device-code code").inner_text()
    forge.enter_code(code, "")
    expect(page.locator("#device-code")).to_contain_text("declined at GitHub")
    page.goto(PAGE)
    page.get_by_text("Disconnect", exact=True).click()
    page.get_by_role("button", name="Disconnect guest").click()
    expect(page.get_by_text("guest is disconnected")).to_be_visible()
    expect(page.locator(".connection")).to_have_count(0)


def test_a_token_and_the_list_without_javascript(person, forge):
    page = person(java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_role("textbox", name="Token").fill("demo-token")
    page.get_by_role("button", name="Connect with this token").click()
    expect(page.locator(".connection")).to_contain_text("Personal access token, classic")
    for _ in range(60):
        page.goto("/projects/add?q=beacon&sort=stars")
        if "Read a moment ago" in page.content():
            break
        page.wait_for_timeout(250)
    expect(page.locator(".picker-count")).to_contain_text("repositories")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".picker-count")).to_contain_text("page 2 of")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".picker-count")).to_contain_text("page 1 of")
    page.get_by_role("button", name="Import").nth(1).click()
    page.wait_for_url("**/imports/**")


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_for_everybody(person, forge, look):
    page = person(**look)
    page.goto(PAGE)
    found = violations(page)
    page.get_by_role("textbox", name="Token").fill("expiring-token")
    page.get_by_role("button", name="Connect with this token").click()
    found += violations(page)
    page.get_by_role("button", name="Get a code").click()
    page.wait_for_url("**/device/**")
    found += violations(page)
    page.goto("/projects/add")
    _list_is_read(page)
    found += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/signup")
    expect(page.get_by_role("button", name="Continue with GitHub")).to_be_visible()
    found += violations(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
