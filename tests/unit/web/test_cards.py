"""The card in the place of a picture, and which picture a page opens with."""

from xml.etree.ElementTree import fromstring

from flask import Flask

from importer.database import writing
from importer.models import ImageSet
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor
from tests.unit.web.test_images import SHA256, URL, add_image


def test_a_card_is_drawn_in_the_projects_colours_for_those_who_may_see_it(
    site: Flask, alice: Visitor, bob: Visitor
):
    colours = [{"name": "X", "percent": 100, "color": "#3572A5"}]
    analysis = builders.ANALYSIS | {"languages": colours}
    project_id = builders.add_project(site, analysis=analysis)
    path = f"/projects/{project_id}/card.svg"
    answer = alice.get(path)
    assert answer.mimetype == "image/svg+xml"
    assert "#3572A5" in answer.text
    fromstring(answer.text)
    assert alice.get(path, If_None_Match=answer.headers["ETag"]).status_code == 304
    assert bob.get(path).status_code == 404
    assert bob.get(f"/projects/{2**40}/card.svg").status_code == 404


def test_a_page_opens_with_the_chosen_picture_unless_its_owner_wants_another(
    site: Flask, alice: Visitor
):
    project_id = builders.add_project(site)
    card = f"/projects/{project_id}/card.svg"
    assert card in alice.get("/alice/flask").text
    add_image(site, project_id)
    with site.app_context(), writing() as session:
        session.get_one(ImageSet, project_id).hero_sha256 = SHA256
    page = alice.get("/alice/flask").text
    assert f'src="/projects/{project_id}/images/{SHA256}"' in page
    assert card not in page
    path = f"/projects/{project_id}/fields/hero"
    assert alice.post(path, page="/alice/flask", hero="").status_code == 303
    page = alice.get("/alice/flask").text
    assert "hero-image" not in page
    assert card not in page
    small = f"/projects/{project_id}/thumbnail"
    assert alice.get(small).mimetype == "image/svg+xml"
    alice.post(path, page="/alice/flask", hero=URL)
    assert "hero-image" in alice.get("/alice/flask").text
    assert alice.get(small).mimetype == "image/png"


def test_thumbnails_are_for_those_who_may_see_the_project(
    site: Flask, alice: Visitor, bob: Visitor
):
    path = f"/projects/{builders.add_project(site)}/thumbnail"
    answer = alice.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert bob.get(path).status_code == 404
