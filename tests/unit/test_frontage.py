"""HTTPS and servers in between."""

from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from importer.app import create_app
from importer.config import load

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "example.org",
}


@pytest.fixture
def make_client(tmp_path) -> Callable[..., FlaskClient]:
    def make(**settings: str) -> FlaskClient:
        app: Flask = create_app(load({"INSTANCE_PATH": str(tmp_path / "instance"), **settings}))
        app.add_url_rule("/seen", view_func=lambda: f"{request.remote_addr} {request.url_root}")
        return app.test_client()

    return make


def test_nobody_in_between_is_believed_unasked(make_client):
    seen = make_client().get("/seen", headers=FORWARDED).text
    assert seen == "127.0.0.1 http://localhost/"


def test_configured_proxy_is_believed_and_no_further(make_client):
    client = make_client(TRUSTED_PROXIES="1")
    assert client.get("/seen", headers=FORWARDED).text == "203.0.113.9 https://example.org/"
    forged = {**FORWARDED, "X-Forwarded-For": "127.0.0.1, 203.0.113.9"}
    assert client.get("/seen", headers=forged).text.startswith("203.0.113.9 ")


def test_cookies_over_https_are_bound_to_host_and_https(make_client):
    client = make_client(PUBLIC_URL="https://example.org")
    answer = client.get("/sign-in", base_url="https://example.org")
    config = client.application.config
    assert config["SESSION_COOKIE_NAME"] == "__Host-repofolio_session"
    assert config["SESSION_COOKIE_SECURE"]
    assert config["REMEMBER_COOKIE_SECURE"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_plain_http_promises_nothing_about_https(make_client):
    client = make_client()
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    assert client.application.config["SESSION_COOKIE_NAME"] == "repofolio_session"
