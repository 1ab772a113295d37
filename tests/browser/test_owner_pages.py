"""What the owner of pages does with them, in a real browser; axe-core looks at each."""

import re

import pytest

from tests.browser.conftest import add
from tests.browser.test_accessibility import LOOKS, violations


@pytest.mark.parametrize("look", LOOKS)
def test_editing_refreshing_and_arranging(person, forge, look):
    page = person(**look)
    for name in ("harbour/tidewater", "quietcorner/tally"):
        add(page, name)
        page.wait_for_url(f"**/{name.partition('/')[2]}")
    page.goto(f"/{page.username}/tidewater")
    page.click("#field-title .edit-link")
    page.wait_for_selector("form#field-title")
    page.wait_for_selector("#input-title:focus")
    found = violations(page)
    page.fill("#input-title", " ")
    page.evaluate("document.querySelector('#input-title').required = false")
    page.click("form#field-title button:has-text('Save')")
    page.wait_for_selector("form#field-title [role=alert]")
    found += violations(page)
    page.fill("#input-title", "My <b>tide</b>")
    page.click("form#field-title button:has-text('Save')")
    page.wait_for_selector("h1:has-text('My <b>tide</b>')")
    assert page.locator("h1 b").count() == 0

    forge.push("harbour/tidewater", {"README.md": "# Tide\n\nNew.\n"}, description="Another.")
    page.click(".owner-bar button:has-text('Refresh')")
    page.wait_for_selector("text=Undo the refresh")
    assert "My <b>tide</b>" in page.locator("h1").inner_text()
    page.locator(".tech > summary").first.click()
    assert page.locator(".tech-where").first.is_visible()
    found += violations(page)
    page.click("text=Undo the refresh")
    page.wait_for_selector("text=A small web framework")
    assert page.locator("text=Undo the refresh").count() == 0

    page.click(".owner-bar >> text=Edit")
    page.wait_for_selector("text=Edit the page")
    found += violations(page)
    page.goto("/portfolio/order")
    found += violations(page)
    titles = page.locator(".arrange-title")
    before = [re.split(r"\s{2,}|\n", one.strip())[0] for one in titles.all_inner_texts()]
    with page.expect_navigation():
        page.locator(".arrange-row").nth(1).drag_to(
            page.locator(".arrange-row").nth(0), target_position={"x": 5, "y": 2}
        )
    after = [re.split(r"\s{2,}|\n", one.strip())[0] for one in titles.all_inner_texts()]
    assert after == before[::-1]
    assert found == []


def test_a_preview_becomes_a_project(person, forge):
    page = person()
    page.goto("/projects/add")
    page.fill("[name=address]", "northgate/parcel-api")
    page.click("main form button:has-text('Preview')")
    page.wait_for_url("**/preview")
    assert page.get_by_text("nothing has been saved").is_visible()
    found = violations(page)
    asked = len(forge.requests())
    page.click("text=Import this")
    page.wait_for_url("**/parcel-api")
    paths = [one["path"] for one in forge.requests()[asked:]]
    assert not [path for path in paths if "/api/v3/" in path]
    assert found == []
