"""What a language model wrote is marked as such, and only that."""

from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed

REWORDED = {
    "model": "small-1",
    "at": "2026-11-25T03:00:00+00:00",
    "fields": ["description", "features"],
}


def test_the_page_says_what_was_worded_by_which_model_and_when(site: Flask, alice: Visitor):
    builders.add_project(site, analysis=builders.ANALYSIS | {"reworded": REWORDED})
    page = squeezed(alice.get("/alice/flask"))
    assert "Description, features worded by small-1, 25 November 2026" in page


def test_what_its_owner_has_written_since_is_not_the_models(site: Flask, alice: Visitor):
    project_id = builders.add_project(site, analysis=builders.ANALYSIS | {"reworded": REWORDED})
    path = f"/projects/{project_id}/fields/description"
    assert alice.post(path, page="/alice/flask", description="Mine.").status_code == 303
    assert "Features worded by small-1" in squeezed(alice.get("/alice/flask"))


def test_a_page_without_a_model_says_nothing_of_one(site: Flask, alice: Visitor):
    builders.add_project(site)
    assert "worded by" not in alice.get("/alice/flask").text
