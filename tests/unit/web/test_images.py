"""Images as the web serves them, and pages that load nothing from elsewhere."""

import hashlib
import re

from flask import Flask

from importer.clock import now
from importer.database import writing
from importer.models import Image, ImageSet, ProjectImage
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor

URL = "https://raw.example/o/r/c0ffee/a.png"
DATA = b"\x89PNG and so on"
SHA256 = hashlib.sha256(DATA).hexdigest()


def add_image(site: Flask, project_id: int, url: str = URL, **values: object) -> None:
    with site.app_context(), writing() as session:
        described = {"media_type": "image/png", "width": 900, "height": 500, "size": len(DATA)}
        session.merge(Image(sha256=SHA256, data=DATA, **(described | values)))
        session.flush()
        key = hashlib.sha256(url.encode()).hexdigest()
        row = ProjectImage(project_id=project_id, url_key=key, url=url, role="image")
        row.sha256 = SHA256
        session.add(row)
        session.merge(ImageSet(project_id=project_id, for_import=now(), is_done=True))


def test_an_image_is_served_so_that_browsers_may_keep_it(site: Flask, stranger: Visitor):
    project_id = builders.add_project(site, is_public=True)
    add_image(site, project_id)
    path = f"/projects/{project_id}/images/{SHA256}"
    answer = stranger.get(path)
    assert answer.data == DATA
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    again = stranger.get(path, If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_images_of_private_projects_are_nobody_elses(
    site: Flask, alice: Visitor, bob: Visitor, stranger: Visitor
):
    private = builders.add_project(site)
    public = builders.add_project(site, owner="bob", path="a/b", is_public=True)
    add_image(site, private)
    path = f"/projects/{private}/images/{SHA256}"
    assert alice.get(path).headers["Cache-Control"] == "private, no-cache"
    assert [one.get(path).status_code for one in (alice, bob, stranger)] == [200, 404, 404]
    # Nor can it be had through a project that is public.
    for one in (alice, bob):
        assert one.get(f"/projects/{public}/images/{SHA256}").status_code == 404
    assert bob.get(f"/projects/{public}/images/x%00y").status_code == 404
    assert bob.get(f"/projects/{2**40}/images/{SHA256}").status_code == 404


def test_a_page_shows_our_copies_and_links_to_the_rest(site: Flask, alice: Visitor):
    html = f'<p><img src="{URL}" alt="A"><img src="https://no.example/b.png" alt="Bee"></p>'
    project_id = builders.add_project(site, readme_html=html)
    add_image(site, project_id)
    page = alice.get("/alice/flask").text
    loaded = re.findall(r"<(?:img|source|script|link)[^>]+(?:src|srcset|href)=\"([^\"]+)", page)
    assert f"/projects/{project_id}/images/{SHA256}" in loaded
    assert not [address for address in loaded if not address.startswith("/")]
    assert 'href="https://no.example/b.png"' in page
    assert "Bee</a>" in page


def test_a_project_without_rows_is_whole_too(site: Flask, alice: Visitor):
    builders.add_project(site, readme_html=f'<img src="{URL}" alt="A">')
    page = alice.get("/alice/flask")
    assert page.status_code == 200
    assert not re.findall(r"<img[^>]+src=\"http", page.text)
