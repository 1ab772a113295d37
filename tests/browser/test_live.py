"""An import's page that moves by itself: pushed while it can be, polled while it cannot."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Request, expect
from sqlalchemy import select

from importer.database import db, writing
from importer.models import ImportJob
from importer.workflow import runs
from tests.browser.conftest import add
from tests.support.cable import cable
from tests.support.stack import PASSWORD, Stack, eventually, kill

REPOSITORY = "harbour/tidewater"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Asked:
    """What the page has asked the server for."""

    def __init__(self, page: Page) -> None:
        self._requests: list[Request] = []
        page.on("request", lambda request: self._requests.append(request))

    def streams(self) -> list[Request]:
        return [one for one in self._requests if "/events" in one.url]

    def polls(self) -> list[Request]:
        return [one for one in self._requests if "/progress" in one.url]

    def forget(self) -> None:
        self._requests.clear()


def _say(site: Stack, page: Page, *messages: str) -> None:
    """Let the import that the page shows tell something."""
    public_id = page.url.rsplit("/", 1)[1]
    with site.inside():
        job = db.session.scalar(select(ImportJob).where(ImportJob.public_id == public_id))
        for message in messages:
            with writing() as session:
                runs.note(session, job.id, message)


def _is_pushed(site: Stack, page: Page, asked: Asked, message: str) -> None:
    """The next event comes by itself, unasked."""
    # What is under way from before may still arrive.
    expect(page.locator(".htmx-request")).to_have_count(0)
    asked.forget()
    _say(site, page, message)
    expect(page.get_by_text(message)).to_have_count(1)
    assert asked.polls() == []


def _await_stream(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", "alive")


def _await_polling(page: Page) -> None:
    expect(page.locator("#live")).to_have_attribute("data-state", "polling")


def test_line_that_is_cut_and_mended_misses_and_doubles_nothing(site, forge, person):
    with cable(site.port) as line, forge.holding("/languages") as held:
        page = person(at=line.url)
        asked = Asked(page)
        add(page, REPOSITORY)
        held.wait(at_least=1)
        _await_stream(page)
        _is_pushed(site, page, asked, "Said while connected.")
        line.cut()
        expect(page.get_by_text("No answer from the server")).to_be_visible()
        _say(site, page, "Said while cut off.", "Said just after.")
        asked.forget()
        line.mend()
        _await_stream(page)
        assert asked.streams()[-1].headers["last-event-id"].isdigit()
        expect(page.get_by_text("No answer from the server")).to_be_hidden()
        _is_pushed(site, page, asked, "Said when back.")
        told = page.locator("#progress .log li span").all_text_contents()
        said = ["while connected.", "while cut off.", "just after.", "when back."]
        assert [line for line in told if line.startswith("Said")] == [f"Said {how}" for how in said]
        held.release()
        page.wait_for_url(re.compile("/tidewater$"))


def test_page_nobody_looks_at_gives_its_place_back_and_takes_it_again(site, forge, person):
    with forge.holding("/languages") as held:
        page = person()
        asked = Asked(page)
        add(page, REPOSITORY)
        held.wait(at_least=1)
        _await_stream(page)
        page.evaluate(HIDE, True)
        _await_polling(page)
        _say(site, page, "Said in the background.")
        expect(page.get_by_text("Said in the background.")).to_be_visible()
        asked.forget()
        page.evaluate(HIDE, False)
        _await_stream(page)
        assert asked.streams()
        _is_pushed(site, page, asked, "Said in front.")


def _sign_in(site: Stack, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", "founder")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def test_two_tabs_with_one_place_and_a_server_that_is_killed(
    fresh_site: Stack, forge, open_browser: Callable[..., BrowserContext]
):
    fresh_site.environment["STREAMS"] = "1"
    fresh_site.prepare("founder")
    web = fresh_site.start_web()
    fresh_site.start_worker()
    context = open_browser(base_url=fresh_site.url)
    first = _sign_in(fresh_site, context)
    with forge.holding("/languages") as held:
        add(first, REPOSITORY)
        held.wait(at_least=1)
        _await_stream(first)
        second = context.new_page()
        complaints: list[str] = []
        second.on("pageerror", lambda error: complaints.append(str(error)))
        asked = Asked(second)
        second.goto(first.url)
        eventually(asked.streams)
        _await_polling(second)
        _say(fresh_site, second, "Said to both.")
        for page in (first, second):
            expect(page.get_by_text("Said to both.")).to_have_count(1)
        assert asked.polls()
        assert complaints == []
        kill(web)
        expect(first.get_by_text("No answer from the server")).to_be_visible()
        fresh_site.start_web()
        _say(fresh_site, second, "Said after the crash.")
        for page in (first, second):
            expect(page.get_by_text("Said after the crash.")).to_have_count(1)
        held.release()
        for page in (first, second):
            page.wait_for_url(re.compile("/tidewater$"))
