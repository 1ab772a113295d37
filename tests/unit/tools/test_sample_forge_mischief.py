"""The sample forge misbehaves as told, and only as told."""

import json
import socket
import threading
import time

import pytest
import requests

from tests.unit.tools.conftest import DEMO, SHARED, Get
from tools.sample_forge.control import SampleForge
from tools.sample_forge.odd_answers import ODD_ANSWERS, ONLY_WITH_TOKEN

TIDEWATER = "/repos/harbour/tidewater"
STATUS = {
    **{name: 200 for name in ODD_ANSWERS if name.startswith("oauth_")},
    "bad_credentials": 401,
    "too_many_bad_logins": 403,
    "primary_limit": 403,
    "primary_limit_429": 429,
    "secondary_limit": 403,
    "secondary_limit_retry_after": 403,
    "secondary_limit_429": 429,
    "secondary_limit_429_retry_after": 429,
    "secondary_limit_429_http_date": 429,
    "secondary_limit_limited_by": 403,
    "abuse_detection": 403,
    "sso_required": 403,
    "blocked_tos": 403,
    "blocked_unavailable": 403,
    "dmca": 451,
    "oauth_app_restricted": 403,
    "ip_allow_list": 403,
    "resource_not_accessible": 403,
    "resource_not_accessible_by_integration": 403,
    "contributors_too_large": 403,
    "not_found": 404,
    "empty_repository": 409,
    "computing": 202,
    "no_content": 204,
    "server_error": 500,
    "bad_gateway": 502,
    "unicorn": 503,
    "html": 200,
    "broken_json": 200,
    "wrong_shape": 200,
    "null": 200,
    "deep_json": 200,
}


@pytest.mark.parametrize("name", sorted(ODD_ANSWERS.keys() - {"endless"}))
def test_an_odd_answer_is_given_by_name(api: Get, forge: SampleForge, name: str):
    forge.misbehave("/languages", answer=name)
    assert api(f"{TIDEWATER}/languages", headers=DEMO).status_code == STATUS[name]
    assert api(TIDEWATER).status_code == 200


@pytest.mark.parametrize("name", sorted(ONLY_WITH_TOKEN))
def test_answers_that_refuse_the_token_leave_anonymous_callers_alone(
    api: Get, forge: SampleForge, name: str
):
    forge.misbehave(TIDEWATER, answer=name)
    assert api(TIDEWATER, headers=DEMO).status_code == 403
    assert api(TIDEWATER).status_code == 200


def test_waiting_times_are_told_in_seconds_as_date_and_as_reset(api: Get, forge: SampleForge):
    forge.misbehave("/languages", answer="secondary_limit_retry_after", seconds=7)
    forge.misbehave("/contributors", answer="secondary_limit_429_http_date", seconds=7)
    forge.misbehave("/topics", answer="primary_limit", seconds=7)
    assert api(f"{TIDEWATER}/languages").headers["Retry-After"] == "7"
    assert api(f"{TIDEWATER}/contributors").headers["Retry-After"].endswith("GMT")
    limited = api(f"{TIDEWATER}/topics").headers
    assert limited["X-RateLimit-Remaining"] == "0"
    assert 0 < int(limited["X-RateLimit-Reset"]) - time.time() <= 7


def test_single_sign_on_names_its_address(api: Get, forge: SampleForge):
    forge.misbehave(TIDEWATER, answer="sso_required")
    assert "required; url=https://" in api(TIDEWATER).headers["X-GitHub-SSO"]


def test_a_rule_applies_as_often_as_told(api: Get, forge: SampleForge):
    forge.misbehave("/languages", answer="bad_gateway", times=2, after=1)
    codes = [api(f"{TIDEWATER}/languages").status_code for _ in range(4)]
    assert codes == [200, 502, 502, 200]


def test_reset_ends_all_mischief(api: Get, forge: SampleForge):
    forge.misbehave(".", answer="unicorn")
    assert api(TIDEWATER).status_code == 503
    forge.reset()
    assert api(TIDEWATER).status_code == 200
    assert forge.counts()["requests"] == 1


def test_headers_of_true_answers_can_be_forged(api: Get, forge: SampleForge):
    forge.misbehave(TIDEWATER, headers={"X-RateLimit-Remaining": "2"})
    answer = api(TIDEWATER)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (200, "2")


def test_a_redirect_leads_wherever_told(api: Get, forge: SampleForge):
    metadata = "http://169.254.169.254/latest/meta-data/"
    forge.misbehave(TIDEWATER, redirect_to=metadata, redirect_status=307)
    answer = api(TIDEWATER)
    assert (answer.status_code, answer.headers["Location"]) == (307, metadata)


def test_a_connection_is_cut_before_any_byte(api: Get, forge: SampleForge):
    forge.misbehave(TIDEWATER, cut="before")
    with pytest.raises(requests.ConnectionError):
        api(TIDEWATER)
    assert forge.requests()[-1]["status"] is None


@pytest.mark.parametrize("where", ["middle", "headers"])
def test_a_connection_is_cut_within_an_answer(api: Get, forge: SampleForge, where: str):
    forge.misbehave(TIDEWATER, cut=where)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        api(TIDEWATER)


def test_an_endless_body_goes_on_until_the_reader_leaves(api: Get, forge: SampleForge):
    forge.misbehave("/contributors", answer="endless")
    wanted = 20_000_000
    with api(f"{TIDEWATER}/contributors", stream=True) as answer:
        read = 0
        for piece in answer.iter_content(1_000_000):
            read += len(piece)
            if read > wanted:
                break
    assert read > wanted
    assert api(TIDEWATER).status_code == 200


def test_a_body_drips_byte_by_byte(api: Get, forge: SampleForge):
    forge.misbehave("/languages", drip_ms=10)
    began = time.monotonic()
    answer = api(f"{TIDEWATER}/languages")
    assert answer.json()["Python"] > 0
    assert time.monotonic() - began >= len(answer.content) * 0.01


def test_a_delay_comes_before_the_answer(api: Get, forge: SampleForge):
    forge.misbehave("/languages", delay_ms=200)
    began = time.monotonic()
    api(f"{TIDEWATER}/languages")
    assert time.monotonic() - began >= 0.2


def test_a_held_request_waits_until_it_is_released(forge: SampleForge):
    codes: list[int] = []
    url = f"{forge.api_url}{TIDEWATER}/languages"
    asking = threading.Thread(
        target=lambda: codes.append(requests.get(url, timeout=30).status_code)
    )
    with forge.holding("/languages") as hold:
        asking.start()
        hold.wait()
        assert forge.requests()[-1]["status"] is None
        assert codes == []
    asking.join(timeout=10)
    assert codes == [200]
    assert requests.get(url, timeout=10).status_code == 200


def test_a_latch_can_be_used_again(forge: SampleForge):
    with forge.holding("/languages", times=0):
        pass
    url = f"{forge.api_url}{TIDEWATER}/languages"
    asking = threading.Thread(target=requests.get, args=(url,), kwargs={"timeout": 30})
    with forge.holding("/languages") as hold:
        asking.start()
        hold.wait()
    asking.join(timeout=10)
    assert not asking.is_alive()


def test_waiting_for_a_request_that_never_comes_ends(forge: SampleForge):
    with forge.holding("/nothing") as hold, pytest.raises(TimeoutError):
        hold.wait(timeout=0.05)


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"answer": "no such answer"}, "no odd answer"),
        ({"cut": "sideways"}, "cut must be"),
        ({"colour": "red"}, "unexpected keyword"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    forge: SampleForge, how: dict[str, str], complaint: str
):
    with pytest.raises(ValueError, match=complaint):
        forge.misbehave("x", **how)


def test_a_pattern_that_is_none_is_refused(forge: SampleForge):
    with pytest.raises(ValueError, match="bad pattern"):
        forge.misbehave("(")


def test_the_forge_ends_with_its_block():
    with SampleForge() as short_lived:
        port = short_lived.port
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/facts/github-samples")
@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("dmca", "error_451_dmca_2024"),
        ("blocked_tos", "error_403_blocked_tos_2025"),
        ("bad_gateway", "error_502_server_error"),
        ("contributors_too_large", "error_403_contributors_too_large"),
        ("abuse_detection", "error_403_secondary_retry_after_2018"),
        ("secondary_limit", "error_403_secondary_body_marker_only"),
        ("empty_repository", "error_409_empty_tree_2024"),
        (
            "resource_not_accessible_by_integration",
            "error_403_resource_not_accessible_by_integration",
        ),
    ],
)
def test_odd_answers_use_githubs_own_words(name: str, case: str):
    sample = SHARED / "facts" / "github-samples" / f"{case}.json"
    from_github = json.loads(sample.read_text(encoding="utf-8"))["body"]
    ours = json.loads(ODD_ANSWERS[name](60).body)
    for key in ("message", "error"):
        assert ours.get(key) == from_github.get(key)
