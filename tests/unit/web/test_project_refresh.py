"""What the owner sees of a refresh, and can do about it."""

from flask import Flask

from importer.database import writing
from importer.models import ImportJob, ProjectRevision
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed
from tests.unit.web.test_projects import PAYLOAD


def revision(site: Flask, project: int, **change: str) -> None:
    told = {"field": "description", "label": "Description", "old": "Before.", "new": "After."}
    imported = {
        "commit": "b" * 40,
        "primary_language": "",
        "stars": 1,
        "facts": {},
        "analysis": {"title": "flask", "description": "Before."},
        "readme_html": "<p>Earlier</p>",
        "path": "somebody/else",
    }
    with site.app_context(), writing() as session:
        session.add(ProjectRevision(project_id=project, changes=[told | change], imported=imported))


def test_changes_are_listed_beside_what_is_the_owners(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site, is_public=True, edits={"description": "Mine."})
    assert "Undo the refresh" not in alice.get("/alice/flask").text
    revision(site, project)
    text = squeezed(alice.get("/alice/flask"))
    assert "Description Before. After. Mine." in text


def test_changes_are_the_owners_business_alone(
    site: Flask, bob: Visitor, stranger: Visitor
) -> None:
    project = builders.add_project(site, is_public=True)
    revision(site, project)
    for outsider in (bob, stranger):
        assert "Before." not in outsider.get("/alice/flask").text
    for action in ("refresh", "refresh/undoing", "refresh/dismissal"):
        answer = bob.post(f"/projects/{project}/{action}", page="/projects/add")
        assert answer.status_code == 404


def test_one_click_takes_the_refresh_back(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    revision(site, project)
    answer = alice.post(f"/projects/{project}/refresh/undoing", page="/alice/flask")
    assert answer.status_code == 303
    page = alice.get("/alice/flask").text
    assert "Earlier" in page
    assert "Undo the refresh" not in page
    assert builders.project_of(site, project).path == "pallets/flask"
    again = alice.post(f"/projects/{project}/refresh/undoing", page="/alice/flask")
    assert again.status_code == 404


def test_the_list_can_be_put_away(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    revision(site, project)
    alice.post(f"/projects/{project}/refresh/dismissal", page="/alice/flask")
    assert "Undo the refresh" not in alice.get("/alice/flask").text
    assert "Undo the last refresh" in alice.get(f"/projects/{project}/edit").text


def test_changes_are_only_ever_text(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    revision(site, project, label=PAYLOAD, old=PAYLOAD, new=PAYLOAD)
    assert "<img src=x" not in alice.get("/alice/flask").text


def test_refreshing_begins_a_job_that_carries_its_project(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    answer = alice.post(f"/projects/{project}/refresh", page="/alice/flask")
    assert answer.status_code == 303
    job: ImportJob = builders.job_of(site, answer.location.rpartition("/")[2])
    assert (job.kind, job.project_id) == ("refresh", project)
    assert "Refresh from" in squeezed(alice.get(answer.location))
    twice = alice.post(f"/projects/{project}/refresh", page="/alice/flask")
    assert twice.status_code == 409
    assert "already have an import in progress" in twice.text
