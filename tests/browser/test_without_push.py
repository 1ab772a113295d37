"""Pages that nothing is pushed to: they ask, move all the same, and reach the end."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import add
from tests.browser.test_live import REPOSITORY, Asked, _await_polling, _say, _sign_in
from tests.support.collecting_proxy import collecting_proxy
from tests.support.stack import Stack, eventually

TROUBLE = "No answer from the server"
WATCH_FOR_TROUBLE = """
  window.wasAlarmed = false;
  document.addEventListener("DOMContentLoaded", () => {
    const notice = document.getElementById("connection");
    if (!notice) return;
    const look = () => { window.wasAlarmed ||= !notice.hidden; };
    new MutationObserver(look).observe(notice, { attributes: true });
    document.addEventListener("htmx:error", look);
  });
"""


def _moves_by_asking_to_the_end(site: Stack, page: Page, asked: Asked, held) -> None:
    _await_polling(page)
    _say(site, page, "Said while nothing is pushed.")
    expect(page.get_by_text("Said while nothing is pushed.")).to_have_count(1)
    asked.forget()
    eventually(lambda: page.wait_for_timeout(50) or len(asked.polls()) >= 2)
    expect(page.get_by_text(TROUBLE)).to_be_hidden()
    held.release()
    page.wait_for_url(re.compile("/tidewater$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("tidewater", ignore_case=True)


def test_push_switched_off(fresh_site: Stack, forge, open_browser) -> None:
    fresh_site.environment["STREAMS"] = "0"
    fresh_site.prepare("founder")
    fresh_site.start_web()
    fresh_site.start_worker()
    page = _sign_in(fresh_site, open_browser(base_url=fresh_site.url))
    asked = Asked(page)
    with forge.holding("/languages") as held:
        add(page, REPOSITORY)
        held.wait(at_least=1)
        eventually(lambda: page.wait_for_timeout(50) or asked.streams())
        _moves_by_asking_to_the_end(fresh_site, page, asked, held)


def test_proxy_that_collects_what_is_pushed(site: Stack, forge, person) -> None:
    with collecting_proxy(site.port) as proxy, forge.holding("/languages") as held:
        page = person(at=proxy.url)
        add(page, REPOSITORY)
        held.wait(at_least=1)
        page.route(re.compile("/imports/[0-9a-f-]+$"), _without_patience)
        page.add_init_script(WATCH_FOR_TROUBLE)
        asked = Asked(page)
        page.reload()
        # A stream is open, and nothing of it arrives until the page gives it up.
        eventually(
            lambda: page.wait_for_timeout(50) or any("/events" in one for one in proxy.collecting)
        )
        expect(page.locator("#live")).not_to_have_class(re.compile("htmx-request"))
        polls = len(asked.polls())
        eventually(lambda: page.wait_for_timeout(50) or len(asked.polls()) > polls + 1)
        # It neither alarms anybody nor tries again with each answer: the server keeps a place for
        # each, which the proxy does not give back.
        assert page.evaluate("window.wasAlarmed") is False
        assert len(asked.streams()) == 1
        _moves_by_asking_to_the_end(site, page, asked, held)


def _without_patience(route: Route) -> None:
    """The page as it is, but for the time after which it gives up a request."""
    answer = route.fetch()
    text = answer.text()
    assert '"defaultTimeout": 10000' in text
    route.fulfill(response=answer, body=text.replace('Timeout": 10000', 'Timeout": 1500'))
