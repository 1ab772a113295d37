"""A queue before three browsers: two of one person, one of another."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import add
from tests.browser.test_live import _await_stream
from tools.sample_forge.generated import generated_repositories

REPOSITORIES = [one.full_name for one in generated_repositories() if not one.private]


def _elsewhere(open_browser, page: Page, site) -> Page:
    """Another browser of the same person."""
    there = open_browser(base_url=site.url, storage_state=page.context.storage_state())
    return there.new_page()


def test_two_of_one_person_tell_the_same_and_nothing_to_another(person, open_browser, site, forge):
    desk, stranger = person(), person()
    phone = _elsewhere(open_browser, desk, site)
    mine, other = REPOSITORIES[:4], REPOSITORIES[10]
    with forge.holding("/languages", times=1) as held:
        desk.goto("/projects/add/several")
        desk.fill("[name=addresses]", "\n".join(mine))
        desk.get_by_role("button", name="Look at them").click()
        desk.get_by_role("button", name=re.compile("Start importing")).click()
        desk.wait_for_url("**/imports")
        held.wait(at_least=1)
        phone.goto("/imports")
        stranger.goto("/imports")
        for page in (desk, phone):
            expect(page.locator(".job.is-waiting")).to_have_count(3)
            _await_stream(page)
        # What one does the other shows.
        desk.locator(".job.is-waiting", has_text=mine[3]).get_by_role(
            "button", name="to the top"
        ).click()
        order = [mine[3], mine[1], mine[2]]
        expect(phone.locator(".job.is-waiting .job-title")).to_have_text(order)
        phone.locator(".job.is-waiting", has_text=mine[1]).get_by_role(
            "button", name="remove"
        ).click()
        expect(desk.locator(".job.is-waiting .job-title")).to_have_text([mine[3], mine[2]])
        # The other person's import neither waits for the batch nor is seen by it.
        add(stranger, other)
        stranger.wait_for_url(re.compile(f"/{other.rpartition('/')[2]}$"))
        held.release()
    for page in (desk, phone):
        expect(page.locator(".job.is-done")).to_have_count(3)
        done = page.locator(".job.is-done .job-title").all_inner_texts()
        assert done[::-1] == [mine[0], mine[3], mine[2]]
        assert other not in page.inner_text("main")
    stranger.goto("/imports")
    expect(stranger.locator(".job .job-title")).to_have_text([other])
