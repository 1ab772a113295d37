"""Galleries and films show our copies, or none."""

from typing import Any

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor
from tests.unit.web.test_images import SHA256, URL, add_image

STILL = "https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg"


def add_readme(site: Flask, *blocks: dict[str, Any]) -> int:
    document = {"path": "README.md", "format": "markdown", "blocks": list(blocks)}
    return builders.add_project(site, readmes=[document])


def gallery(*urls: str, **more: Any) -> dict[str, Any]:
    html = "".join(f'<img src="{url}" alt="A">' for url in urls)
    images = [{"url": url, "alt": "A", "caption": "The window", **more} for url in urls]
    return {"kind": "gallery", "html": f"<p>{html}</p>", "images": images}


def test_pictures_stand_in_a_grid_with_their_captions(site: Flask, alice: Visitor):
    project_id = add_readme(site, gallery(URL))
    add_image(site, project_id)
    page = alice.get("/alice/flask").text
    assert 'class="gallery"' in page
    assert f'href="/projects/{project_id}/images/{SHA256}"' in page
    assert "The window" in page


def test_a_gallery_with_a_missing_picture_or_of_icons_is_shown_as_it_was(
    site: Flask, alice: Visitor
):
    project_id = add_readme(site, gallery(URL, "https://no.example/b.png"), gallery(URL, width=20))
    add_image(site, project_id)
    page = alice.get("/alice/flask").text
    assert 'class="gallery"' not in page
    assert page.count("block-gallery") == 2
    assert 'src="https://no.example' not in page


def test_a_film_is_a_link_with_our_copy_of_its_still(site: Flask, alice: Visitor):
    block = {
        "kind": "video",
        "html": '<p><a href="https://youtu.be/dQw4w9WgXcQ">x</a></p>',
        "site": "youtube",
        "url": "https://youtu.be/dQw4w9WgXcQ",
        "text": "The tour",
    }
    project_id = add_readme(site, block)
    before = alice.get("/alice/flask").text
    assert "Watch “The tour” on YouTube" in before
    add_image(site, project_id, url=STILL)
    page = alice.get("/alice/flask").text
    assert f'src="/projects/{project_id}/images/{SHA256}"' in page
    assert "ytimg.com" not in page


def test_an_address_of_a_film_that_runs_leads_nowhere(site: Flask, alice: Visitor):
    add_readme(site, {"kind": "video", "html": "<p>x</p>", "url": "javascript:alert(1)"})
    assert "javascript:" not in alice.get("/alice/flask").text
