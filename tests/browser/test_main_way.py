"""The whole way, as a new person goes it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import add
from tests.support.stack import PASSWORD

REPOSITORY = "harbour/tidewater"


def _found(page: Page) -> None:
    page.fill("[name=username]", "alice")
    page.fill("[name=email]", "alice@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def _lands_on_the_project(page: Page) -> None:
    page.wait_for_url(re.compile(r"/[^/]+/tidewater$"))
    expect(page.locator("h1")).to_have_text("tidewater")
    expect(page.get_by_role("heading", name="A first service")).to_be_visible()


def test_first_visit_to_project_page(fresh_site, forge, open_browser):
    fresh_site.flask("db", "upgrade")
    fresh_site.start_web()
    fresh_site.start_worker()
    page = open_browser(base_url=fresh_site.url).new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/setup$"))
    _found(page)
    with forge.holding("/languages") as held:
        add(page, f"{forge.web_url}/Harbour/Tidewater.git?tab=readme#top")
        held.wait(at_least=1)
        expect(page.get_by_text("Processing repository…")).to_be_visible()
        # All but the one that is held back.
        expect(page.get_by_text(re.compile(r"facts: [1-9][0-9]* of [1-9][0-9]*"))).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_attribute("value", re.compile("^[3-9]."))
    _lands_on_the_project(page)
    expect(page).to_have_url(re.compile("/alice/tidewater$"))


def test_the_whole_way_without_javascript(fresh_site, forge, open_browser):
    fresh_site.flask("db", "upgrade")
    fresh_site.start_web()
    fresh_site.start_worker()
    page = open_browser(base_url=fresh_site.url, java_script_enabled=False).new_page()
    page.goto("/")
    _found(page)
    with forge.holding("/languages") as held:
        add(page, REPOSITORY)
        held.wait(at_least=1)
        expect(page.get_by_text("Processing repository…")).to_be_visible()
    _lands_on_the_project(page)


def test_address_is_understood_while_it_is_typed(person, forge):
    page = person()
    page.goto("/projects/add")
    understanding = page.locator("#understanding")
    page.fill("[name=address]", f"git@{forge.host}:{forge.port}/harbour/tidewater")
    page.fill("[name=address]", f"{forge.web_url}/Harbour/tidewater/tree/main/src")
    expect(understanding).to_contain_text("tidewater")
    expect(understanding).to_contain_text("Ready to import")
    page.fill("[name=address]", "what is this")
    expect(understanding).to_contain_text("looks like")


def test_known_repository_is_linked_while_it_is_typed_and_refused_when_sent(person, forge):
    page = person()
    add(page, REPOSITORY)
    _lands_on_the_project(page)
    page.goto("/projects/add")
    page.fill("[name=address]", "HARBOUR/tidewater")
    link = page.locator("#understanding a")
    expect(link).to_have_attribute("href", f"/{page.username}/tidewater")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("main form button[type=submit]")
    assert answer.value.status == 409
    expect(page.get_by_text("Repository already imported")).to_be_visible()
    page.locator("main a", has_text=re.compile("tidewater|project", re.IGNORECASE)).first.click()
    _lands_on_the_project(page)


def test_second_tab_is_refused_with_a_link_to_the_running_import(person, forge):
    first = person()
    with forge.holding("/languages") as held:
        add(first, REPOSITORY)
        held.wait(at_least=1)
        second = first.context.new_page()
        add(second, "ferrous/sieve")
        expect(second.get_by_text("You already have an import in progress")).to_be_visible()
        second.locator("main a[href^='/imports/']").first.click()
        expect(second).to_have_url(first.url)
        expect(second.get_by_text("Processing repository…")).to_be_visible()
    _lands_on_the_project(first)
    _lands_on_the_project(second)


def test_closed_tab_finds_its_import_again(person, forge):
    page = person()
    with forge.holding("/languages") as held:
        add(page, REPOSITORY)
        held.wait(at_least=1)
        # A tab that is closed before its page has come may keep Chromium from ever saying so.
        expect(page.get_by_text("Processing repository…")).to_be_visible()
        address, context = page.url, page.context
        page.close()
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("Processing repository…")).to_be_visible()
    _lands_on_the_project(page)


def test_back_from_the_project_is_no_trap(person):
    page = person()
    add(page, REPOSITORY)
    _lands_on_the_project(page)
    page.go_back()
    expect(page).to_have_url(re.compile("/projects/add$"))


def test_finished_import_visited_later_tells_how_it_went(person):
    page = person()
    add(page, REPOSITORY)
    _lands_on_the_project(page)
    page.goto("/imports")
    page.locator("main a[href^='/imports/']").first.click()
    expect(page.get_by_text("Import complete!")).to_be_visible()
    expect(page.get_by_text("Successfully imported harbour/tidewater").first).to_be_visible()


def test_failure_says_what_to_do_and_is_retried_without_typing(person, forge):
    page = person()
    forge.misbehave("/repos/harbour/tidewater", answer="dmca", times=10)
    add(page, REPOSITORY)
    expect(page.get_by_text("Import failed")).to_be_visible()
    expect(page.get_by_text("UNAVAILABLE_FOR_LEGAL_REASONS")).to_be_visible()
    forge.reset()
    page.get_by_role("button", name="Try again").click()
    _lands_on_the_project(page)


def test_cancelled_import_stops_and_another_may_start(person, forge):
    page = person()
    with forge.holding("/languages") as held:
        add(page, REPOSITORY)
        held.wait(at_least=1)
        page.get_by_role("button", name="Cancel import").click()
        expect(page.get_by_text("Import canceled").first).to_be_visible()
        add(page, "ferrous/sieve")
        page.wait_for_url(re.compile("/imports/"))
    page.wait_for_url(re.compile("/sieve$"))


def test_import_that_waits_for_the_rate_limit_is_cancelled(person, forge):
    page = person()
    forge.set_rate(remaining=1, reset_in=10)
    add(page, REPOSITORY)
    expect(page.get_by_text("Waiting for the rate limit")).to_be_visible()
    page.get_by_role("button", name="Cancel import").click()
    expect(page.get_by_text("Import canceled").first).to_be_visible()
    # The next one is let in, and waits for the same limit.
    add(page, REPOSITORY)
    _lands_on_the_project(page)


def test_rate_limit_is_waited_out_visibly_and_the_import_goes_on_by_itself(person, forge):
    page = person()
    forge.set_rate(remaining=1, reset_in=5)
    add(page, REPOSITORY)
    expect(page.get_by_text("Waiting for the rate limit")).to_be_visible()
    expect(page.get_by_text("The import continues at")).to_be_visible()
    expect(page.locator("#progress .explanation time")).to_be_visible()
    _lands_on_the_project(page)


def test_without_a_worker_the_page_says_so_and_how_to_start_one(fresh_site, forge, open_browser):
    fresh_site.flask("db", "upgrade")
    fresh_site.start_web()
    page = open_browser(base_url=fresh_site.url).new_page()
    page.goto("/")
    _found(page)
    add(page, REPOSITORY)
    expect(page.get_by_text("Waiting to start…")).to_be_visible()
    expect(page.get_by_text("No worker is running")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("flask --app wsgi worker")).to_be_visible()
    # One that nobody has begun is cancelled like any other.
    page.get_by_role("button", name="Cancel import").click()
    expect(page.get_by_text("Import canceled").first).to_be_visible()
    add(page, REPOSITORY)
    expect(page.get_by_text("Waiting to start…")).to_be_visible()
    fresh_site.start_worker()
    _lands_on_the_project(page)


def test_polling_survives_a_restart_of_the_web_server(fresh_site, forge, open_browser):
    fresh_site.flask("db", "upgrade")
    web = fresh_site.start_web()
    fresh_site.start_worker()
    page = open_browser(base_url=fresh_site.url).new_page()
    page.goto("/")
    _found(page)
    with forge.holding("/languages") as held:
        add(page, REPOSITORY)
        held.wait(at_least=1)
        web.terminate()
        web.wait()
        expect(page.get_by_text("No answer from the server")).to_be_visible()
        fresh_site.start_web()
        expect(page.get_by_text("Processing repository…")).to_be_visible()
    _lands_on_the_project(page)


def test_project_is_deleted_after_a_question_and_can_be_imported_again(person):
    page = person()
    add(page, REPOSITORY)
    _lands_on_the_project(page)
    page.get_by_role("link", name=re.compile("Delete")).click()
    page.get_by_role("button", name=re.compile("Delete")).click()
    page.wait_for_url(lambda url: "tidewater" not in url)
    add(page, REPOSITORY)
    _lands_on_the_project(page)


def test_published_project_is_seen_by_strangers_and_the_private_one_is_not(
    person, site, open_browser
):
    page = person()
    add(page, REPOSITORY)
    _lands_on_the_project(page)
    stranger = open_browser(base_url=site.url).new_page()
    address = page.url
    assert stranger.goto(address).status == 404
    page.get_by_role("button", name="Make public").click()
    expect(page.get_by_role("button", name="Make private")).to_be_visible()
    assert stranger.goto(address).status == 200
    stranger.goto(f"/{page.username}")
    expect(stranger.get_by_role("link", name="tidewater")).to_be_visible()
