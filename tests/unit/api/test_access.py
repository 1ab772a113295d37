"""Who may call the API, and what addresses that lead nowhere answer."""

import base64
import uuid

import pytest

from importer.accounts import sessions, tokens
from importer.accounts.sessions import Caller
from tests.unit.api.conftest import START, WAIT, status_of

BATCH = str(uuid.UUID(int=0xBA7C4, version=4))
CALLS = [
    ("POST", START),
    ("POST", WAIT),
    ("POST", "/api/integrations/import/"),
    ("GET", status_of(str(uuid.UUID(int=0x4D6B, version=4)))),
    ("GET", "/api/github/repos/"),
    ("GET", "/api/projects/"),
    ("GET", "/api/projects/1/"),
    ("POST", "/api/projects/1/refresh/"),
    ("GET", "/api/batches/"),
    *(("POST", f"/api/batches/{BATCH}/{verb}/") for verb in ("cancel", "pause", "resume", "retry")),
    ("GET", f"/api/batches/{BATCH}/"),
    ("GET", "/api/nothing/here/"),
    ("GET", "/api"),
]


def _is_error(body: dict[str, object], code: str) -> bool:
    return (
        body["success"] is False
        and body["error_code"] == code
        and isinstance(body["error"], str)
        and isinstance(body["suggestion"], str)
    )


def test_every_rule_of_the_api_is_called_here(app):
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert len(rules) == len(CALLS)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_call_without_a_token_is_unauthorised(app, method, path):
    answer = app.test_client().open(path, method=method, json={"url": "owner/repo"})
    assert answer.status_code == 401
    assert _is_error(answer.json, "AUTH_REQUIRED")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="repofolio"'


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_cookie_alone_is_not_accepted(app, alice, method, path):
    client = app.test_client()
    sessions.begin(alice.user, Caller())
    with client.session_transaction() as session:
        session["_user_id"] = alice.user.get_id()
    assert client.get("/projects/add").status_code == 200
    answer = client.open(path, method=method, json={"url": "owner/repo"})
    assert (answer.status_code, answer.json["error_code"]) == (401, "AUTH_REQUIRED")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer rpf_wrong", "AUTH_INVALID"),
        ("Bearer \xff\xfe", "AUTH_INVALID"),
        ("Bearer " + "x" * 8000, "AUTH_INVALID"),
        ("Bearer", "AUTH_REQUIRED"),
        ("Bearer    ", "AUTH_REQUIRED"),
        ("Basic " + base64.b64encode(b"alice:correct horse").decode(), "AUTH_REQUIRED"),
        ("Digest username=alice", "AUTH_REQUIRED"),
        ("rpf_wrong", "AUTH_REQUIRED"),
        ("", "AUTH_REQUIRED"),
    ],
)
def test_other_credentials_are_unauthorised(app, alice, header, code):
    answer = app.test_client().post(
        START, json={"url": "owner/repo"}, headers={"Authorization": header}
    )
    assert answer.status_code == 401
    assert _is_error(answer.json, code)
    assert "rpf_wrong" not in answer.text


def test_scheme_is_read_in_any_case_of_letters(app, alice):
    token = alice.headers["Authorization"].partition(" ")[2]
    for scheme in ("bearer", "BEARER", "token"):
        headers = {"Authorization": f"{scheme} {token}"}
        assert app.test_client().get("/api", headers=headers).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        *("/api", "/api/", "/api/unknown", "/api/unknown/", "/api/a/b/c/d", "/api/%00/%ff"),
        *("/api/%0A", "/api/projects/a%0Ab", "/api/projects/a%0Ab/", "/api/%0A/x%0A/"),
    ],
)
def test_unknown_address_answers_in_json(alice, method, path):
    answer = alice.client.open(path, method=method, headers=alice.headers)
    assert answer.status_code == 404
    assert _is_error(answer.json, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", START, {"POST"}),
        ("DELETE", START.rstrip("/"), {"POST"}),
        ("PUT", WAIT, {"POST"}),
        ("POST", "/api/github/repos/", {"GET", "HEAD"}),
        ("PATCH", status_of("x"), {"GET", "HEAD"}),
    ],
)
def test_known_address_with_another_method_says_which(alice, method, path, allowed):
    answer = alice.client.open(path, method=method, headers=alice.headers)
    assert answer.status_code == 405
    assert _is_error(answer.json, "METHOD_NOT_ALLOWED")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_head_and_options_are_answered_without_a_body(alice):
    path = status_of(alice.start())
    head = alice.client.head(path, headers=alice.headers)
    assert (head.status_code, head.data) == (200, b"")
    options = alice.client.options(path, headers=alice.headers)
    assert (options.status_code, options.data) == (200, b"")
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_unforeseen_error_is_told_in_json_and_logged(alice, monkeypatch, caplog):
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the canary in the message")

    monkeypatch.setattr("importer.tasks.submit", explode)
    answer = alice.post(START, {"url": "owner/repo"})
    assert answer.status_code == 500
    assert _is_error(answer.json, "INTERNAL_ERROR")
    assert "canary" not in answer.text
    assert caplog.records[-1].exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("name", ["bob", "root-of-all"])
def test_task_is_told_to_its_owner_and_administrators_alone(make_caller, alice, name):
    other = make_caller(name, is_admin=name != "bob")
    assert other.user.id != alice.user.id
    task_id = alice.start()
    assert alice.status(task_id)["task_id"] == task_id
    answer = other.get(status_of(task_id))
    if other.user.is_admin:
        assert answer.json["task_id"] == task_id
    else:
        nobodys = other.get(status_of(str(uuid.UUID(int=0x4D6B, version=4))))
        assert (answer.status_code, answer.json) == (404, nobodys.json)
        assert _is_error(answer.json, "NOT_FOUND")


@pytest.mark.parametrize("task_id", ["1", "%00", "../../x", "é", "x" * 5000, "\ud800"])
def test_garbage_for_a_task_is_not_found(any_app, make_user, task_id):
    headers = {"Authorization": f"Bearer {tokens.issue(make_user(), 'test')}"}
    client = any_app.test_client()
    path = status_of(task_id).encode("utf-8", "surrogatepass").decode("latin-1")
    answer = client.get(path, headers=headers)
    assert (answer.status_code, answer.json["error_code"]) == (404, "NOT_FOUND")
