"""Starting an import: what may be sent, and what comes back at once."""

import pytest
from sqlalchemy import func, select

from importer.database import db
from importer.extensions import huey
from importer.models import ImportJob, JobState
from importer.workflow import runs
from tests.unit.api.conftest import START, WAIT, status_of, succeed, take

ADDRESS = "https://github.com/pallets/flask"


def _jobs() -> int:
    db.session.commit()
    return db.session.scalar(select(func.count()).select_from(ImportJob)) or 0


def _is_refusal(answer, status: int, code: str) -> bool:
    assert (answer.status_code, answer.json["error_code"]) == (status, code), answer.text
    assert answer.json["success"] is False
    assert "Traceback" not in answer.text
    return answer.json["error"].strip() != "" and answer.json["suggestion"].strip() != ""


@pytest.mark.parametrize("path", [START, START.rstrip("/")])
def test_import_is_started_and_named_twice(alice, path):
    answer = alice.post(path, {"url": ADDRESS, "is_showcase": False})
    assert answer.status_code == 202
    body = answer.json
    data = body.pop("data")
    assert body == {"success": True, **data}
    assert set(data) == {"task_id", "status_url", "message", "platform"}
    assert data["status_url"] == status_of(data["task_id"])
    assert (data["message"], data["platform"]) == ("Import started…", "github")


@pytest.mark.parametrize("path", ["/api/integrations/import/", "/api/integrations/import"])
def test_any_forge_endpoint_starts_the_same(alice, path):
    answer = alice.post(path, {"url": ADDRESS})
    assert (answer.status_code, answer.json["platform"]) == (202, "github")


def test_curl_without_a_content_type_is_understood(alice):
    """``curl -d`` calls everything a form."""
    body = b'{"url": "https://github.com/pallets/flask", "is_showcase": false}'
    answer = alice.send(START, body, "application/x-www-form-urlencoded")
    assert answer.status_code == 202


def test_flags_reach_the_job(alice):
    alice.post(START, {"url": ADDRESS, "is_showcase": True, "is_private": False})
    job = db.session.scalars(select(ImportJob)).one()
    assert (job.is_showcase, job.is_private) == (True, False)


def test_project_is_private_and_not_in_the_showcase_unless_asked(alice):
    alice.post(START, {"url": ADDRESS})
    job = db.session.scalars(select(ImportJob)).one()
    assert (job.is_showcase, job.is_private) == (False, True)


def test_fields_nobody_knows_change_nothing(alice):
    answer = alice.post(START, {"url": ADDRESS, "is_admin": True, "user_id": 99})
    assert answer.status_code == 202
    job = db.session.scalars(select(ImportJob)).one()
    assert (job.user_id, alice.user.is_admin) == (alice.user.id, False)


CANARY = "canary"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"canary",
        b"url=https%3A%2F%2Fgithub.com%2Fcanary%2Fflask",
        b'{"url": "canary"',
        b'["canary"]',
        b'"canary"',
        b"null",
        b"17",
        b'\xff\xfe{"canary"}',
        b'{"url": ' + b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b'{"url": ' + b"9" * 10_000 + b"}",
        b'{"url": 17}',
        b'{"url": ["canary/flask"]}',
        b'{"url": {"canary": 1}}',
        b'{"url": true}',
        b'{"url": "o/r", "is_showcase": "canary"}',
        b'{"url": "o/r", "is_showcase": 1}',
        b'{"url": "o/r", "is_private": null}',
    ],
    ids=lambda body: repr(body[:30]),
)
def test_body_of_another_shape_is_refused_without_an_echo(alice, body):
    for path in (START, WAIT):
        answer = alice.send(path, body)
        assert _is_refusal(answer, 400, "INVALID_INPUT")
        assert CANARY not in answer.text
    assert _jobs() == 0


@pytest.mark.parametrize("body", [{}, {"url": ""}, {"url": " "}, {"url": None}, {"URL": ADDRESS}])
def test_missing_address_has_its_own_code(alice, body):
    assert _is_refusal(alice.post(START, body), 400, "MISSING_URL")


@pytest.mark.parametrize(
    "url",
    [
        "canary",
        "https://github.com/canary",
        "https://github.com/can\u0000ary/x",
        "canary/\ud800",
        "https://github.com/<script>canary</script>/x",
        "canary/" + "x" * 200_000,
        "https://canary:canary@github.com/a/b",
        "ftp://github.com/canary/x",
    ],
    ids=lambda url: ascii(url[:30]),
)
def test_address_of_no_repository_is_refused_without_an_echo(alice, url):
    answer = alice.post(START, {"url": url})
    assert _is_refusal(answer, 400, "INVALID_URL")
    assert CANARY not in answer.text
    assert "github.com/owner/repository" in answer.text or "credentials" in answer.text


def test_unknown_platform_names_the_supported_ones(alice):
    answer = alice.post(START, {"url": "https://canary.example/owner/repo"})
    assert _is_refusal(answer, 400, "UNKNOWN_PLATFORM")
    assert answer.json["supported"] == ["github.com"]
    assert CANARY not in answer.text


def test_huge_body_is_refused_before_it_is_read(alice):
    answer = alice.send(START, b'{"url": "' + b"x" * 300_000 + b'"}')
    assert _is_refusal(answer, 413, "BODY_TOO_LARGE")


def test_second_import_is_refused_with_the_running_task(alice):
    task_id = alice.start("pallets/flask")
    for path in (START, WAIT, "/api/integrations/import/"):
        answer = alice.post(path, {"url": "pallets/click"})
        assert _is_refusal(answer, 409, "IMPORT_IN_PROGRESS")
        assert answer.json["error"] == "You already have an import in progress"
        assert answer.json["task_id"] == task_id
        assert alice.get(answer.json["status_url"]).json["status"] == "PENDING"
    assert _jobs() == 1


def test_duplicate_is_refused_with_its_project(alice):
    run = take(alice.start("pallets/flask"))
    succeed(run)
    for url in ("pallets/flask", "git@github.com:Pallets/Flask.git", f"{ADDRESS}/tree/main?x#y"):
        answer = alice.post(START, {"url": url})
        assert _is_refusal(answer, 409, "DUPLICATE_IMPORT")
        assert answer.json["error"] == "Repository already imported"
        project = answer.json["project"]
        assert set(project) == {"id", "title", "slug", "url"}
        assert (project["title"], project["slug"]) == ("flask", "flask")
        assert project["url"] == "/alice/flask"
    assert _jobs() == 1


def test_canceled_import_makes_room_for_the_next(alice):
    alice.start("pallets/flask")
    assert runs.cancel(db.session.scalars(select(ImportJob)).one())
    alice.start("pallets/click")
    states = db.session.scalars(select(ImportJob.state).order_by(ImportJob.id)).all()
    assert states == [JobState.CANCELED, JobState.QUEUED]


def test_job_is_admitted_even_when_the_queue_is_out_of_order(app, alice, monkeypatch):
    def break_down(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(huey.storage, "enqueue", break_down)
    assert alice.status(alice.start())["status"] == "PENDING"
