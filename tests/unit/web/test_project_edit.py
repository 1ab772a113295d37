"""Editing a page in place: forms with and without htmx."""

import re

import pytest
from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed
from tests.unit.web.test_projects import PAYLOAD


def send(person: Visitor, project: int, field: str, **fields: str | list[str]) -> object:
    page = f"/projects/{project}/edit"
    return person.post(f"/projects/{project}/fields/{field}", page=page, **fields)


def test_each_field_is_changed_and_goes_back_to_what_was_imported(
    site: Flask, alice: Visitor
) -> None:
    analysis = builders.ANALYSIS | {"title": "flask", "description": "A small framework."}
    project = builders.add_project(site, analysis=analysis)
    changes = {
        "title": ("My Flask", "My Flask"),
        "description": ("Mine now.", "Mine now."),
        "quote": ("To be read.", "To be read."),
        "topics": ("#Tea, coffee ,TEA,", "Tea"),
        "categories": ("Productivity", "Productivity"),
    }
    before = squeezed(alice.get("/alice/flask"))
    for field, (sent, shown) in changes.items():
        assert shown not in before
        answer = send(alice, project, field, **{field: sent})
        assert (answer.status_code, answer.location) == (303, "/alice/flask")
        assert shown in squeezed(alice.get("/alice/flask"))
    row = builders.project_of(site, project)
    assert (row.title, row.topics) == ("My Flask", ["Tea", "coffee"])
    assert row.analysis == analysis
    for field in changes:
        send(alice, project, field, restore="yes")
    row = builders.project_of(site, project)
    assert (row.edits, row.title, row.topics) == ({}, "flask", ["web", "python"])


def test_with_htmx_form_and_field_take_each_others_place(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    form = alice.htmx(f"/projects/{project}/fields/title/form").text
    assert form.count("<form") == 1
    assert "<html" not in form
    assert 'value="flask"' in form
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', form)[1]
    path = f"/projects/{project}/fields/title"
    htmx = {"HX-Request": "true"}
    fine = alice.client.post(path, data={"csrf_token": token, "title": "New"}, headers=htmx)
    assert fine.status_code == 200
    assert "<h1" in fine.text
    assert "New" in fine.text
    bad = alice.client.post(path, data={"csrf_token": token, "title": " "}, headers=htmx)
    assert bad.status_code == 400
    assert "must not be empty" in bad.text
    assert "<h1" in alice.htmx(path).text


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("title", "x" * 201),
        ("title", "\u202e \x00"),
        ("description", "x" * 501),
        ("quote", "x" * 301),
        ("topics", ",".join(str(number) for number in range(13))),
        ("topics", "x" * 51),
        ("categories", "Nonsense"),
        ("hero", "javascript:alert(1)"),
    ],
)
def test_what_is_not_acceptable_is_said_and_not_saved(
    site: Flask, alice: Visitor, field: str, sent: str
) -> None:
    project = builders.add_project(site)
    answer = send(alice, project, field, **{field: sent})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert builders.project_of(site, project).edits == {}


def test_three_categories_are_too_many(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    three = ["Productivity", "Games & Interactive", "Wellness & Growth"]
    assert send(alice, project, "categories", categories=three).status_code == 400
    assert send(alice, project, "categories", categories=three[:2]).status_code == 303
    assert builders.project_of(site, project).categories == three[:2]


def test_markup_in_an_edit_is_only_ever_text(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site, is_public=True)
    for field in ("title", "description", "quote", "topics"):
        assert send(alice, project, field, **{field: PAYLOAD}).status_code == 303
    for path in ("/alice/flask", "/alice", f"/projects/{project}/edit"):
        page = alice.get(path).text
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page


def test_sections_move_and_hide_without_script(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    page = f"/projects/{project}/edit"

    def arrange(**fields: object) -> None:
        names = re.findall(r'name="order"\s+value="([a-z]+)"', alice.get(page).text)
        shown = [name for name in names if name != "features"]
        path = f"/projects/{project}/sections"
        assert alice.post(path, page=page, order=names, shown=shown, **fields).status_code == 303

    before = squeezed(alice.get("/alice/flask"))
    assert before.index("Tech stack") < before.index("Contributors")
    assert "it never waits" in before
    arrange(move="up:contributors")
    arrange(move="up:contributors")
    after = squeezed(alice.get("/alice/flask"))
    assert after.index("Contributors") < after.index("Tech stack")
    assert "it never waits" not in after
    alice.post(f"/projects/{project}/sections", page=page, restore="yes")
    back = squeezed(alice.get("/alice/flask"))
    assert back.index("Tech stack") < back.index("Contributors")
    assert "it never waits" in back


def test_strangers_see_no_way_to_edit_and_have_none(
    site: Flask, alice: Visitor, bob: Visitor, stranger: Visitor
) -> None:
    project = builders.add_project(site, is_public=True)
    assert "edit-link" in alice.get("/alice/flask").text
    assert "edit-link" not in bob.get("/alice/flask").text
    assert "edit-link" not in stranger.get("/alice/flask").text
    assert bob.get(f"/projects/{project}/edit").status_code == 404
    assert bob.htmx(f"/projects/{project}/fields/title/form").status_code == 404
    answer = bob.post(f"/projects/{project}/fields/title", page="/projects/add", title="Bob's")
    assert answer.status_code == 404
    assert bob.post(f"/projects/{project}/sections", page="/projects/add").status_code == 404
    assert builders.project_of(site, project).edits == {}


def test_a_field_that_does_not_exist_is_not_found(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    assert send(alice, project, "is_public", is_public="1").status_code == 404
    assert alice.get(f"/projects/{project}/fields/slug/form").status_code == 404
