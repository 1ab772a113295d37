"""What a project page does beyond being read."""

from tests.browser.conftest import add


def test_a_link_into_a_folded_section_opens_it(person, forge):
    page = person()
    add(page, "harbour/tidewater")
    page.wait_for_url("**/tidewater")
    folded = page.locator("details.folded").first
    assert not folded.evaluate("part => part.open")
    anchor = folded.locator("summary [id]").get_attribute("id")
    page.evaluate("anchor => { location.hash = anchor }", anchor)
    page.wait_for_function("document.querySelector('details.folded').open")


def test_contents_lead_to_their_sections(person, forge):
    page = person(viewport={"width": 390, "height": 844})
    add(page, "harbour/tidewater")
    page.wait_for_url("**/tidewater")
    page.locator("details.contents > summary").click()
    links = page.locator("details.contents a")
    assert links.count() > 2
    for place in range(links.count()):
        target = links.nth(place).get_attribute("href").removeprefix("#")
        assert page.locator(f"[id='{target}']").count() == 1


def test_a_category_says_why(person, forge):
    page = person()
    add(page, "harbour/tidewater")
    page.wait_for_url("**/tidewater")
    category = page.locator("details.category").first
    assert not category.get_by_text("Why this category?").is_visible()
    category.locator("summary").click()
    assert category.get_by_text("Why this category?").is_visible()
    assert category.locator("li").count() > 0


def test_paper_shows_what_is_folded(person, forge):
    page = person()
    add(page, "harbour/tidewater")
    page.wait_for_url("**/tidewater")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.folded:not([open])").count() == 0
    assert not page.locator(".masthead").is_visible()
    assert page.locator(".prose").is_visible()
