"""Logs: lines for people or machines, and no secret in either."""

import json
import logging

import pytest
from flask import Flask

from importer import logs
from importer.app import create_app
from importer.config import load
from importer.logs import HIDDEN, Redacted

SECRET = "a-key-nobody-may-see"


@pytest.fixture(autouse=True)
def own_logging():
    """What the tests set up ends with them."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    "text",
    [
        f"the key is {SECRET}!",
        "GET https://user:hunter2@host/repo failed",
        "Authorization: Bearer abcdefghijklmnop1234",
        "{'Authorization': 'token abcdefghijklmnop1234'}",
        "ghp_abcdefghijklmnop1234 was refused",
        "github_pat_11ABCDEFG0abcdefghij_klmnop",
        "rpf_abcdefghijklmnopqrstuvwxyz",
        "GET /callback?code=abc123&state=xyz HTTP/1.1",
        "client_secret=abcdef",
        "redis://:hunter2@host:6379/0",
    ],
)
def test_secrets_are_hidden(text):
    said = Redacted(logging.Formatter(), [SECRET]).redact(text)
    assert HIDDEN in said
    for secret in (SECRET, "hunter2", "abcdef", "abc123", "klmnop"):
        assert secret not in said


@pytest.mark.parametrize(
    "text",
    [
        "Import of pallets/flask failed: NOT_FOUND (task 6f1e4f6a-0000-4000-8000-000000000000)",
        "Starting background import of token/bearer for user basic",
        "https://github.com/pallets/flask/tree/main?tab=readme#top",
    ],
)
def test_ordinary_lines_stay_as_they_are(text):
    assert Redacted(logging.Formatter(), [SECRET]).redact(text) == text


def test_text_line_is_for_people(capsys):
    logs.configure("text", [SECRET])
    logging.getLogger("importer.worker").info("Hello %s", SECRET)
    line = capsys.readouterr().err
    assert line.endswith(f"INFO    Hello {HIDDEN}\n")


def test_json_line_is_an_object_even_for_a_traceback(capsys):
    logs.configure("json", [SECRET])
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("importer.worker").exception("It broke", extra={"job": 7})
    line = json.loads(capsys.readouterr().err)
    assert (line["message"], line["level"], line["job"]) == ("It broke", "error", 7)
    assert "ValueError" in line["exception"]
    assert SECRET not in line["exception"]


def test_request_is_a_line_with_its_number_and_without_its_query(tmp_path, capsys):
    site = _site(tmp_path, LOG_FORMAT="json")
    logs.configure("json", [])
    answer = site.test_client().get("/healthz?token=abcdefgh")
    (line,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["path"], line["status"]) == ("/healthz", 200)
    assert line["request_id"] == answer.headers["X-Request-ID"]


def test_requests_number_is_never_the_clients(tmp_path):
    answer = _site(tmp_path).test_client().get("/healthz", headers={"X-Request-ID": "mine"})
    assert len(answer.headers["X-Request-ID"]) == 16


def _site(tmp_path, **settings: str) -> Flask:
    return create_app(load({"INSTANCE_PATH": str(tmp_path / "instance"), **settings}))
