"""The queue page in a browser: live in every window, by mouse, by keyboard and without a script."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tools.sample_forge.generated import generated_repositories

REPOSITORIES = [one.full_name for one in generated_repositories() if not one.private]


def _start(page: Page, names: list[str]) -> None:
    page.goto("/projects/add")
    page.get_by_role("link", name="Several at once").click()
    page.fill("[name=addresses]", "\n".join(names))
    page.get_by_role("button", name="Look at them").click()
    page.get_by_role("button", name=re.compile("Start importing|Add to the queue")).click()
    page.wait_for_url("**/imports")


def _expect_waiting(page: Page, names: list[str]) -> None:
    """That they stand there in this order, as soon as the page has been told."""
    expect(page.locator(".job.is-waiting .job-title")).to_have_text(names)


def test_queue_is_ordered_paused_and_emptied_in_two_windows(person, open_browser, site, forge):
    page = person(viewport={"width": 1280, "height": 1000})
    other = page.context.new_page()
    a, b, c, d, e, f = REPOSITORIES[:6]
    with forge.holding("/languages") as held:
        _start(page, [a, b, c, "demo/nothing-here", d, e])
        held.wait(at_least=1)
        page.get_by_role("button", name="Pause").click()
        expect(page.locator(".queue-now")).to_contain_text("Paused")
    # Paused, the first one ends and no other begins: all the time in the world for what follows.
    expect(page.locator(".job.is-done")).to_have_count(1)
    found = violations(page)
    other.goto("/imports")
    # By keyboard, twice without looking for the button again.
    page.locator(".job.is-waiting", has_text=e).get_by_role("button", name="up").focus()
    for place in (3, 2):
        page.keyboard.press("Enter")
        expect(page.locator(".job.is-waiting").nth(place)).to_contain_text(e)
    _expect_waiting(page, [b, c, e, "demo/nothing-here", d])
    # By mouse.
    grip = page.locator(".job.is-waiting .job-grip").first.bounding_box()
    goal = page.locator(".job.is-waiting").nth(1).bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 12)
    page.mouse.down()
    page.mouse.move(goal["x"] + 90, goal["y"] + 8, steps=6)
    page.mouse.move(goal["x"] + 90, goal["y"] + goal["height"] - 6, steps=6)
    page.mouse.up()
    expect(page.locator(".job.is-waiting").first).to_contain_text(c)
    # The other window has seen all that without being touched.
    expect(other.locator(".job.is-waiting").first).to_contain_text(c)
    _expect_waiting(other, [c, b, e, "demo/nothing-here", d])
    other.locator(".job.is-waiting", has_text=d).get_by_role("button", name="remove").click()
    expect(other.locator(".job.is-waiting")).to_have_count(4)
    # Without a script: reloads and forms.
    plain = open_browser(
        base_url=site.url, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto("/imports")
    plain.get_by_role("button", name=f"{b}: up").click()
    plain.get_by_role("button", name="Resume").click()
    expect(page.locator(".job.is-done")).to_have_count(4)
    expect(page.locator(".job.is-failed")).to_contain_text("does not exist")
    done = page.locator(".job.is-done .job-title").all_inner_texts()
    assert done[::-1] == [a, b, c, e]
    plain.goto("/projects/add/several")
    plain.fill("[name=addresses]", f"{f}\n{a}\nnonsense")
    plain.get_by_role("button", name="Look at them").click()
    found += _violations_without_script(page, plain.url, f"{f}\n{a}\nnonsense")
    assert "1 of 3 will be imported" in plain.inner_text("main")
    page.get_by_role("button", name="Retry failed").click()
    expect(page.locator(".job.is-canceled")).to_contain_text("Tried again")
    assert found == []


def _violations_without_script(page: Page, _url: str, names: str) -> list[str]:
    """Of the same two pages, in a window whose script can look at them."""
    looker = page.context.new_page()
    looker.goto("/projects/add/several")
    found = violations(looker)
    looker.fill("[name=addresses]", names)
    looker.get_by_role("button", name="Look at them").click()
    found += violations(looker)
    looker.close()
    return found
