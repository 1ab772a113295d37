"""How often the API may be called: by token, and by address without one."""

import dataclasses

import pytest

from importer.accounts import tokens
from importer.api.limits import CallLimit
from importer.workflow.overrides import Overrides
from tests.unit.api.conftest import Caller
from tests.unit.api.test_access import START

PATH = "/api/projects/"
LIMIT = 3


@pytest.fixture
def limited(any_app, environment):
    queue_url = environment.get("QUEUE_URL", "sqlite:///queue.db")
    any_app.extensions["api_calls"] = CallLimit(queue_url)
    return allow(any_app, LIMIT)


def allow(app, per_minute):
    """Let a caller make so many calls a minute."""
    box = app.extensions["repofolio"]
    settings = dataclasses.replace(box.base_settings, api_calls_per_minute=per_minute)
    app.extensions["repofolio"] = dataclasses.replace(box, overrides=Overrides(settings))
    return app


@pytest.fixture
def make_caller(limited, make_user):
    def make(name):
        user = make_user(name)
        headers = {"Authorization": f"Bearer {tokens.issue(user, 'test')}"}
        return Caller(user, limited.test_client(), headers)

    return make


def test_one_call_too_many_is_refused_and_told_when_to_come_back(make_caller):
    alice, bob = make_caller("alice"), make_caller("bob")
    for left in (2, 1, 0):
        answer = alice.get(PATH)
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Limit"] == str(LIMIT)
        assert answer.headers["RateLimit-Remaining"] == str(left)
        assert 0 <= int(answer.headers["RateLimit-Reset"]) <= 60
    refused = alice.post(START, {"url": "pallets/flask"})
    assert (refused.status_code, refused.json["error_code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.json["retry_after"] == int(refused.headers["Retry-After"])
    assert bob.get(PATH).status_code == 200


def test_guessing_is_limited_by_address_and_takes_nothing_from_good_tokens(limited, make_caller):
    alice = make_caller("alice")
    client = limited.test_client()
    for status in (401, 401, 401, 429):
        answer = client.get(PATH, headers={"Authorization": "Bearer rpf_guess"})
        assert answer.status_code == status
    assert client.get(PATH).status_code == 429
    elsewhere = client.get(PATH, environ_overrides={"REMOTE_ADDR": "192.0.2.9"})
    assert elsewhere.status_code == 401
    assert alice.get(PATH).status_code == 200


def test_a_new_counter_on_another_host_counts_on_if_there_is_redis(limited, environment):
    if "QUEUE_URL" not in environment:
        counters = [CallLimit("sqlite:///queue.db")]
    else:
        counters = [CallLimit(environment["QUEUE_URL"]) for _ in range(LIMIT + 1)]
    spent = [
        counters[number % len(counters)].spend("token:1", LIMIT) for number in range(LIMIT + 1)
    ]
    assert [one.is_over for one in spent if one] == [False] * LIMIT + [True]


def test_without_its_server_nobody_is_refused(caplog):
    limit = CallLimit("redis://127.0.0.1:1/0")
    assert [limit.spend("token:1", 1) for _ in range(3)] == [None] * 3
    assert "cannot be counted" in caplog.text


def test_no_limit_is_no_header(limited, make_caller):
    allow(limited, 0)
    assert "RateLimit-Limit" not in make_caller("alice").get(PATH).headers
