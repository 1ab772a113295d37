"""A hostile repository: nothing it wrote runs, and no page sends anybody elsewhere."""

from playwright.sync_api import Page

from tests.browser.conftest import add
from tests.support.stack import eventually


def test_nothing_a_repository_wrote_is_executed(person, forge):
    page: Page = person()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: ran.append(popup.url))
    reports: list[str] = []
    page.on("console", lambda line: reports.append(line.text))
    add(page, "mallory/trapdoor")
    page.wait_for_url("**/trapdoor*")
    for link in page.locator("article a[href]").all():
        link.hover()
        address = link.get_attribute("href") or ""
        assert address.startswith(("http://", "https://", "mailto:", "#")), address
    assert page.locator("article script, article iframe, article form, article style").count() == 0
    assert page.evaluate("Object.keys(window).filter(name => /pwn|owned|hack/i.test(name))") == []
    assert ran == []
    assert [text for text in reports if "Content Security Policy" in text] == []


def test_pages_ask_no_other_host(person, site):
    page: Page = person()
    others: list[str] = []

    def note(request) -> None:
        if not request.url.startswith((site.url, "data:")):
            others.append(request.url)

    page.on("request", note)
    add(page, "harbour/tidewater")
    page.wait_for_url("**/tidewater")
    arrived = page.locator(".prose img[src^='/projects/']").first
    eventually(lambda: page.reload() and arrived.count())
    arrived.scroll_into_view_if_needed()
    page.wait_for_function("image => image.naturalWidth > 0", arg=arrived.element_handle())
    for path in ("/", "/projects/add", "/imports", f"/{page.username}"):
        page.goto(path)
    assert others == []
