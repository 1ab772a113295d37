"""Notices where the person is: in the page, on the tab, by the browser; and the settings."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import add
from tests.browser.test_accessibility import LOOKS, violations

SETTINGS = "/settings/notifications"


def _start_elsewhere(page: Page, address: str) -> None:
    """Start an import and go to another page while it runs."""
    add(page, address)
    page.wait_for_url("**/imports/*")
    page.goto("/projects/add")


def test_an_end_is_told_once_wherever_the_person_is(person, forge):
    page = person()
    with forge.holding("/languages") as held:
        _start_elsewhere(page, "harbour/tidewater")
        held.wait(at_least=1)
        expect(page).to_have_title(re.compile("%"))
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Import complete!", timeout=60_000)
    expect(toast.get_by_role("link", name="Open the project")).to_have_attribute(
        "href", f"/{page.username}/tidewater"
    )
    expect(page).not_to_have_title(re.compile("%"))
    toast.get_by_role("button", name="Dismiss").focus()
    page.keyboard.press("Escape")
    expect(toast).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    for tab in (page, page.context.new_page()):
        tab.goto("/")
        expect(tab.locator("#toasts")).to_be_attached()
        expect(tab.locator(".toast")).to_have_count(0)


def test_without_scripts_it_comes_with_the_next_page(person, forge):
    page = person(java_script_enabled=False)
    with forge.holding("/languages") as held:
        _start_elsewhere(page, "harbour/tidewater")
        held.wait(at_least=1)
    notice = page.locator(".toast", has_text="Import complete!")
    # Nothing moves by itself here: the person goes on to another page.
    for _ in range(100):
        if notice.count():
            break
        page.wait_for_timeout(200)
        page.goto("/projects/add")
    expect(notice.get_by_role("link", name="Open the project")).to_be_visible()
    page.goto("/projects/add")
    expect(notice).to_have_count(0)
    page.goto(SETTINGS)
    page.get_by_label("An import starts: In the page").check()
    page.locator("main form").first.get_by_role("button", name="Save").click()
    expect(page.get_by_label("An import starts: In the page")).to_be_checked()


def test_the_browser_is_offered_and_never_asked_unbidden(person, forge):
    page = person()
    page.evaluate("window.asked = 0")
    page.add_init_script(
        "Notification.requestPermission = async () => { window.asked = 1; return 'denied'; }"
    )
    with forge.holding("/languages"):
        add(page, "harbour/tidewater")
        offer = page.locator("#push-offer")
        expect(offer).to_be_visible(timeout=30_000)
        assert not page.evaluate("window.asked")
        offer.get_by_role("button", name="Tell me on this device").click()
        expect(offer).to_contain_text("Your browser forbids it.")
        page.get_by_role("button", name="Cancel import").click()


def test_what_is_pushed_is_shown_and_leads_to_the_page(person, site):
    page = person()
    page.context.grant_permissions(["notifications"], origin=site.url)
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(100)
    message = {"title": "Import complete!", "text": "a/b", "url": "/imports", "tag": "import-1"}
    shown = "navigator.serviceWorker.ready.then(r => r.getNotifications())"
    for _ in range(2):
        session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": site.url,
                "registrationId": found[0],
                "data": json.dumps(message | {"always": "yes"}),
            },
        )
    count = f"{shown}.then(all => all.map(one => [one.title, one.body, one.data.url]))"
    for _ in range(100):
        if page.evaluate(count):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(count) == [["Import complete!", "a/b", "/imports"]]


@pytest.mark.parametrize("look", LOOKS)
def test_the_settings_and_a_notice_are_accessible(person, forge, look):
    page = person(**look)
    page.goto(SETTINGS)
    page.get_by_label("Address").fill("https://127.0.0.1:9/hook")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    found = violations(page)
    page.goto(SETTINGS)
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("No answer")).to_be_visible()
    found += violations(page)
    with forge.holding("/languages") as held:
        _start_elsewhere(page, "harbour/tidewater")
        held.wait(at_least=1)
    expect(page.locator(".toast")).to_contain_text("Import complete!", timeout=60_000)
    page.wait_for_timeout(400)
    found += violations(page)
    assert found == []
