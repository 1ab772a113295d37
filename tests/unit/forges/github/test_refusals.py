"""What each odd answer of GitHub becomes."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from importer.errors import (
    CredentialRefused,
    ForgeAnswerInvalid,
    ForgeError,
    ForgeUnreachable,
    RateLimited,
    RepositoryBlocked,
    RepositoryForbidden,
    RepositoryNotFound,
)
from importer.forges.github.refusals import is_about_the_token, refusal
from importer.http import Answer

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[5] / "shared" / "facts" / "github-samples"
LIMIT = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0"}
IP_LIST = (
    "Although you appear to have the correct authorization credentials, the `x` organization has "
    "an IP allow list enabled, and your IP address is not permitted to access this resource."
)


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    named = CaseInsensitiveDict({k.replace("_", "-"): v for k, v in headers.items()})
    return Answer(status, named, json.dumps(body or {}).encode(), "https://api.example/")


def understood(given: Answer, authorized: bool = False) -> ForgeError:
    return refusal(given, authorized=authorized, now=NOW)


def message(text: str) -> dict[str, str]:
    return {"message": text, "documentation_url": "https://docs.example/", "status": "403"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer(401, message("Bad credentials")), CredentialRefused),
        # A 401 is about the token even when its other headers look like a limit.
        (answer(401, message("Bad credentials"), **LIMIT), CredentialRefused),
        (answer(429), RateLimited),
        (answer(403, message("x"), Retry_After="5"), RateLimited),
        (answer(403, message("x"), **LIMIT), RateLimited),
        (answer(403, message("You have exceeded a secondary rate limit.")), RateLimited),
        (answer(403, message("You have triggered an abuse detection mechanism.")), RateLimited),
        (answer(403, message("x"), gh_limited_by="search-elapsed-time"), RateLimited),
        (answer(403, message("x"), X_GitHub_SSO="required; url=https://x/"), RepositoryForbidden),
        (answer(403, {"message": "blocked", "block": {"reason": "tos"}}), RepositoryBlocked),
        (answer(451, {"message": "blocked", "block": {"reason": "dmca"}}), RepositoryBlocked),
        (answer(451), RepositoryBlocked),
        (answer(403, message(IP_LIST)), RepositoryForbidden),
        (answer(403, message("Resource not accessible by integration")), RepositoryForbidden),
        (answer(403, message("something else")), RepositoryForbidden),
        (answer(404, message("Not Found")), RepositoryNotFound),
        (answer(500), ForgeUnreachable),
        (answer(502, {"error": "Server Error"}), ForgeUnreachable),
        (Answer(503, {}, b"<!doctype html><p>Unicorn", "x"), ForgeUnreachable),
        (answer(301), ForgeAnswerInvalid),
        (answer(400), ForgeAnswerInvalid),
        (Answer(403, {}, b"[" * 200_000, "x"), RepositoryForbidden),
        (Answer(403, {}, b'{"message": 7, "block": "no"}', "x"), RepositoryForbidden),
    ],
)
def test_answer_is_understood(given: Answer, expected: type[ForgeError]) -> None:
    error = understood(given)
    assert type(error) is expected
    assert error.message.endswith(".")
    assert error.suggestion.endswith(".")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "17"}, 17),
        ({"Retry_After": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({**LIMIT, "X-RateLimit-Reset": str(int(NOW.timestamp()) + 600)}, 601),
        ({"Retry_After": "30", **LIMIT, "X-RateLimit-Reset": "1"}, 30),
        ({}, 60),
        ({"Retry_After": "soon"}, 60),
        # The unit mistaken, a broken clock: not waited for.
        ({**LIMIT, "X-RateLimit-Reset": str(int(NOW.timestamp()) * 1000)}, 60),
        ({"Retry_After": "999999999"}, 60),
        ({"Retry_After": "999999999999"}, 60),
        ({"Retry_After": "0"}, 60),
        ({**LIMIT, "X-RateLimit-Reset": "1"}, 60),
    ],
)
def test_limit_says_when_to_come_back(headers: dict[str, str], seconds: int) -> None:
    error = understood(answer(429, message("rate limit"), **headers))
    assert isinstance(error, RateLimited)
    assert error.retry_at == NOW + timedelta(seconds=seconds)
    assert error.retryable


def test_links_lead_to_what_mends_it() -> None:
    sso = answer(403, X_GitHub_SSO="required; url=https://github.com/orgs/x/sso?a=b")
    assert understood(sso).link == "https://github.com/orgs/x/sso?a=b"
    notice = {"reason": "dmca", "html_url": "https://github.com/github/dmca/x.md"}
    assert understood(answer(451, {"block": notice})).link == notice["html_url"]
    policy = (
        f"{IP_LIST[:60]} OAuth App access restrictions, visit https://docs.github.com/articles/x/"
    )
    assert understood(answer(403, message(policy))).link == "https://docs.github.com/articles/x/"


def test_link_of_another_scheme_is_dropped() -> None:
    bad = "javascript:alert(1)"
    assert understood(answer(403, X_GitHub_SSO=f"required; url={bad}")).link is None
    assert understood(answer(451, {"block": {"html_url": bad}})).link is None


def test_only_refusals_of_the_token_are_worth_a_call_without_it() -> None:
    assert is_about_the_token(CredentialRefused())
    assert is_about_the_token(RepositoryForbidden())
    for error in (RepositoryNotFound(), RepositoryBlocked(), RateLimited(NOW), ForgeUnreachable()):
        assert not is_about_the_token(error)


RECORDED = {
    "error_401_bad_credentials": CredentialRefused,
    "error_401_bad_credentials_2020": CredentialRefused,
    "error_403_blocked_tos_2025": RepositoryBlocked,
    "error_403_blocked_unavailable_2019": RepositoryBlocked,
    "error_451_dmca_2024": RepositoryBlocked,
    "error_403_ip_allow_list": RepositoryForbidden,
    "error_403_oauth_app_restricted_org": RepositoryForbidden,
    "error_403_saml_sso": RepositoryForbidden,
    "error_403_resource_not_accessible_by_integration": RepositoryForbidden,
    "error_403_insufficient_scope": RepositoryForbidden,
    "error_403_contributors_too_large": RepositoryForbidden,
    "error_403_primary_rate_limit_2013": RateLimited,
    "error_403_primary_rate_limit_headers_2023": RateLimited,
    "error_403_secondary_body_marker_only": RateLimited,
    "error_403_secondary_no_retry_after_gh_limited_by": RateLimited,
    "error_403_secondary_retry_after_2018": RateLimited,
    "error_429_secondary_no_retry_after": RateLimited,
    "error_429_secondary_retry_after": RateLimited,
    "error_429_secondary_retry_after_http_date": RateLimited,
    "error_404_repository_2024": RepositoryNotFound,
    "error_404_repository_2025": RepositoryNotFound,
    "error_502_server_error": ForgeUnreachable,
    "error_503_unicorn_html": ForgeUnreachable,
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/facts/github-samples")
@pytest.mark.parametrize(("name", "expected"), RECORDED.items())
def test_recorded_answer_is_understood(name: str, expected: type[ForgeError]) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    body = sample["body"]
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = CaseInsensitiveDict(sample["headers"] or {})
    error = understood(Answer(sample["status"], headers, data, "x"))
    assert type(error) is expected
