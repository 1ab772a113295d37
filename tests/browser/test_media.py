"""Pictures and diagrams in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import add
from tests.support.stack import eventually


def with_images(page: Page, address: str) -> None:
    """Import, and wait until the images are there."""
    add(page, address)
    page.wait_for_url(f"**/{address.rpartition('/')[2]}")
    eventually(lambda: page.reload() and page.locator("a.zoom").count())


def test_pictures_open_over_the_page_and_give_the_focus_back(person, forge):
    page = person()
    with_images(page, "harbour/tidewater")
    link, dialog = page.locator("a.zoom").last, page.locator("dialog.lightbox")
    link.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    shown = dialog.locator("img")
    first = shown.get_attribute("src")
    assert first
    assert "/images/" in first
    page.wait_for_function("image => image.naturalWidth > 0", arg=shown.element_handle())
    if page.locator("a.zoom").count() > 1:
        page.keyboard.press("ArrowRight")
        expect(dialog.locator("p")).to_contain_text("1 of")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert link.evaluate("link => link === document.activeElement")


def test_without_script_a_picture_is_a_link_to_itself(person, forge):
    page = person(java_script_enabled=False)
    add(page, "harbour/tidewater")
    eventually(lambda: page.goto(f"/{page.username}/tidewater").status == 200)
    eventually(lambda: page.reload() and page.locator("a.zoom").count())
    address = page.locator("a.zoom").last.get_attribute("href")
    assert page.goto(address).headers["content-type"] == "image/png"


def test_diagrams_are_drawn_and_nothing_in_them_runs(person, forge):
    page = person(color_scheme="dark")
    ran: list[str] = []
    others: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: others.append(request.url))
    add(page, "mallory/trapdoor")
    page.wait_for_url("**/trapdoor*")
    figure = page.locator("figure.diagram")
    figure.scroll_into_view_if_needed()
    drawing = figure.locator("img.diagram-drawing")
    drawing.wait_for()
    page.wait_for_function("image => image.naturalWidth > 0", arg=drawing.element_handle())
    frame = page.locator("iframe.diagram-frame")
    assert frame.get_attribute("sandbox") == "allow-scripts"
    inner = frame.element_handle().content_frame()
    assert inner.evaluate("origin") == "null"
    # Not even the drawing has a link or a handler, and as an image it could not use them.
    drawn = drawing.get_attribute("src")
    assert drawn.startswith("data:image/svg+xml")
    assert "javascript%3Aalert" not in drawn
    figure.locator("button.zoom").click()
    page.keyboard.press("Escape")
    assert ran == []
    local = page.url.split("/", 3)[2]
    assert [url for url in others if not url.startswith(("data:", f"http://{local}/"))] == []
    figure.locator("summary").click()
    expect(figure.locator("pre")).to_contain_text("graph LR")


def test_without_script_a_diagram_is_its_source(person, forge):
    page = person(java_script_enabled=False)
    add(page, "mallory/trapdoor")
    eventually(lambda: page.goto(f"/{page.username}/trapdoor").status == 200)
    expect(page.locator("figure.diagram pre")).to_contain_text("graph LR")
    assert page.locator("iframe").count() == 0
