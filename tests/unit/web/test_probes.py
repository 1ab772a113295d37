"""Probes and metrics: who may see what, and what they say when something is missing."""

import pytest
from sqlalchemy import text

from importer.database import writing
from importer.extensions import huey

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def test_anybody_may_ask_whether_it_is_alive_and_ready(stranger):
    assert stranger.client.get("/healthz", environ_overrides=ELSEWHERE).text == "ok\n"
    answer = stranger.client.get("/readyz", environ_overrides=ELSEWHERE)
    assert answer.status_code == 200
    assert answer.json == {"ready": True, "database": True, "migrations": True, "queue": True}


def test_not_ready_without_tables(site):
    with site.app_context(), writing() as session:
        session.execute(text("DELETE FROM alembic_version"))
    answer = site.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "database": True, "migrations": False, "queue": True}


def test_not_ready_without_a_queue(stranger, monkeypatch):
    def fail() -> int:
        raise ConnectionError

    monkeypatch.setattr(huey.storage, "queue_size", fail)
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.json["queue"]) == (503, False)
    assert stranger.get("/healthz").status_code == 200


def test_metrics_count_what_is_there(stranger):
    said = stranger.get("/metrics").text
    assert "repofolio_users 3.0" in said
    assert 'repofolio_imports{state="queued"} 0.0' in said
    assert "repofolio_queue_size 0.0" in said


@pytest.mark.parametrize(
    ("environ", "headers"),
    [
        (ELSEWHERE, {}),
        ({}, {"X-Forwarded-For": "127.0.0.1"}),
        ({}, {"Forwarded": "for=127.0.0.1"}),
    ],
)
def test_metrics_are_hidden_from_others(stranger, alice, environ, headers):
    for visitor in (stranger, alice):
        answer = visitor.client.get("/metrics", environ_overrides=environ, headers=headers)
        assert answer.status_code == 404
        assert "repofolio_users" not in answer.text


def test_administrator_may_see_metrics_from_anywhere(visitor):
    rose = visitor("rose")
    answer = rose.client.get("/metrics", environ_overrides=ELSEWHERE)
    assert answer.status_code == 200
    assert "repofolio_users" in answer.text


def test_security_contact_is_told_where_there_is_one(make_site):
    site = make_site(SECURITY_CONTACT="mailto:us@pages.example", PUBLIC_URL="https://pages.example")
    answer = site.test_client().get("/.well-known/security.txt")
    assert answer.content_type.startswith("text/plain")
    assert "Contact: mailto:us@pages.example\n" in answer.text
    assert "Canonical: https://pages.example/.well-known/security.txt" in answer.text


def test_without_a_contact_there_is_no_file(stranger):
    assert stranger.get("/.well-known/security.txt").status_code == 404
