"""Projects over the API: list, read, edit, refresh, delete, each one's own alone."""

from typing import Any

import pytest

from importer.database import db, writing
from importer.models import ImportJob, Project
from tests.unit.api.conftest import Caller, succeed, take

LIST = "/api/projects/"


@pytest.fixture
def project(alice: Caller) -> int:
    task_id = alice.start()
    succeed(take(task_id))
    (row,) = alice.get(LIST).json["projects"]
    return int(row["id"])


def at(project: int, rest: str = "") -> str:
    return f"{LIST}{project}/{rest}"


def send(person: Caller, method: str, path: str, body: Any = None) -> Any:
    return person._call(method, path, json=body)


def test_a_project_is_listed_and_read(alice, project):
    listed = alice.get(f"{LIST}?q=flask&topic=WEB").json
    assert (listed["success"], listed["total"]) == (True, 1)
    assert listed["projects"][0]["url"] == "/alice/flask"
    assert alice.get(f"{LIST}?q=nonsense").json["projects"] == []
    said = alice.get(at(project)).json["project"]
    assert (said["title"], said["source"]["path"]) == ("flask", "pallets/flask")
    assert "readmes" not in said
    readmes = alice.get(at(project, "?readme=true")).json["project"]["readmes"]
    assert readmes[0]["path"] == "README.md"


def test_fields_are_edited_and_taken_back(alice, project):
    body = {"title": "Mine", "topics": ["a", "b"], "is_public": True}
    said = send(alice, "PATCH", at(project), body).json["project"]
    assert (said["title"], said["topics"], said["is_public"]) == ("Mine", ["a", "b"], True)
    assert said["edits"] == {"title": "Mine", "topics": ["a", "b"]}
    assert said["imported"]["title"] == "flask"
    said = send(alice, "PATCH", at(project), {"title": None}).json["project"]
    assert (said["title"], said["is_public"]) == ("flask", True)


@pytest.mark.parametrize(
    "body",
    [
        {"user_id": 1},
        {"slug": "x"},
        {"is_admin": True},
        {"is_public": "yes"},
        {"title": ""},
        {"title": 7},
        {"topics": "a"},
        {"topics": [["a"]]},
        {"categories": ["Nonsense"]},
        {"sections": []},
        {"hero": "javascript:alert(1)"},
        [],
        "text",
    ],
)
def test_what_is_not_acceptable_changes_nothing(alice, project, body):
    mixed = body | {"quote": "Never kept."} if isinstance(body, dict) else body
    answer = send(alice, "PATCH", at(project), mixed)
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_INPUT")
    said = alice.get(at(project)).json["project"]
    assert (said["edits"], said["is_public"]) == ({}, False)


def test_a_refresh_is_a_task_like_any_other(alice, project):
    answer = alice.post(at(project, "refresh/"), None)
    assert answer.status_code == 202
    task_id = answer.json["task_id"]
    assert answer.json["data"]["task_id"] == task_id
    assert alice.status(task_id)["status"] == "PENDING"
    twice = alice.post(at(project, "refresh/"), None)
    assert (twice.status_code, twice.json["error_code"]) == (409, "IMPORT_IN_PROGRESS")
    job = db.session.query(ImportJob).filter_by(public_id=task_id).one()
    assert job.project_id == project


def test_a_deleted_project_is_gone(alice, project):
    assert send(alice, "DELETE", at(project)).json["success"] is True
    assert alice.get(at(project)).status_code == 404
    assert send(alice, "DELETE", at(project)).status_code == 404
    assert alice.get(LIST).json["total"] == 0


def test_anothers_project_does_not_exist(alice, project, make_caller):
    bob = make_caller("bob")
    with writing() as session:
        session.get_one(Project, project).is_public = True
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "refresh/")):
        answer = send(bob, method, at(project, rest), {"title": "Bob's"})
        assert (answer.status_code, answer.json["error_code"]) == (404, "NOT_FOUND")
    assert bob.get(LIST).json["total"] == 0
    assert alice.get(at(project)).json["project"]["title"] == "flask"


def test_numbers_that_are_none_are_refused(alice):
    for query in ("page=0", "per_page=101", "page=x", "page=-1"):
        assert alice.get(f"{LIST}?{query}").status_code == 400
    assert alice.get(at(2**63)).status_code == 404
