"""Answers of GitHub that an importer must not stumble over, by name.

Wording, keys and headers are those seen in the wild; only names and addresses are made up.
"""

import itertools
import time
from collections.abc import Callable
from email.utils import formatdate

from tools.sample_forge.messages import Answer, error, json_answer, text_answer
from tools.sample_forge.oauth import oauth_error

Make = Callable[[float], Answer]
"""Takes the seconds to wait, where the answer names a time."""

_SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
_SECONDARY_DOCS = "/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
_AUTHORISED_BUT = (
    "Although you appear to have the correct authorization credentials, the `sample-org` "
)


def _primary_limit(status: int) -> Make:
    def make(seconds: float) -> Answer:
        answer = error(
            status,
            "API rate limit exceeded for 192.0.2.1. (But here's the good news: Authenticated "
            "requests get a higher rate limit. Check out the documentation for more details.)",
            "/overview/resources-in-the-rest-api#rate-limiting",
        )
        answer.headers |= {
            "X-RateLimit-Limit": "60",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Used": "60",
            "X-RateLimit-Reset": str(int(time.time() + seconds)),
        }
        return answer

    return make


def _secondary(status: int, message: str = _SECONDARY) -> Make:
    return lambda seconds: error(status, message, _SECONDARY_DOCS)


def _secondary_with_seconds(status: int) -> Make:
    return lambda seconds: error(
        status, _SECONDARY, _SECONDARY_DOCS, {"Retry-After": str(int(seconds))}
    )


def _secondary_with_date(seconds: float) -> Answer:
    date = formatdate(time.time() + seconds, usegmt=True)
    return error(429, _SECONDARY, _SECONDARY_DOCS, {"Retry-After": date})


def _limited_by(seconds: float) -> Answer:
    return error(403, _SECONDARY, headers={"gh-limited-by": "search-elapsed-time-shared-grouped"})


_SSO_PAGE = "https://github.example/orgs/sample-org/sso?authorization_request=A1"


def _sso(seconds: float) -> Answer:
    return error(
        403,
        "Resource protected by organization SAML enforcement. You must grant your Personal Access "
        "token access to this organization.",
        "/authentication/authenticating-with-saml-single-sign-on",
        {"X-GitHub-SSO": f"required; url={_SSO_PAGE}"},
    )


def _blocked(status: int, reason: str, notice: str) -> Make:
    block = {"reason": reason, "created_at": "2024-03-01T10:00:00Z", "html_url": notice}
    return lambda seconds: json_answer(
        {"message": "Repository access blocked", "block": block}, status
    )


def _forbidden(message: str) -> Make:
    return lambda seconds: error(403, message)


def _unicorn(seconds: float) -> Answer:
    page = (
        "<!DOCTYPE html><html><head><title>Unicorn!</title></head><body><h1>No server is currently "
        "available to service your request.</h1></body></html>"
    )
    return text_answer(page, 503, "text/html")


def _endless(piece: bytes) -> Make:
    """A body that goes on for as long as the client reads."""
    return lambda seconds: Answer(
        200, stream=itertools.chain([b"["], itertools.repeat(piece * 1024))
    )


def _deep(seconds: float) -> Answer:
    return Answer(200, b"[" * 200_000 + b"]" * 200_000)


def _oauth(name: str) -> Make:
    return lambda seconds: oauth_error(name)


ODD_ANSWERS: dict[str, Make] = {
    "bad_credentials": lambda seconds: error(401, "Bad credentials"),
    "too_many_bad_logins": _forbidden(
        "Maximum number of login attempts exceeded. Please try again later."
    ),
    "primary_limit": _primary_limit(403),
    "primary_limit_429": _primary_limit(429),
    "secondary_limit": _secondary(403),
    "secondary_limit_retry_after": _secondary_with_seconds(403),
    "secondary_limit_429": _secondary(429),
    "secondary_limit_429_retry_after": _secondary_with_seconds(429),
    "secondary_limit_429_http_date": _secondary_with_date,
    "secondary_limit_limited_by": _limited_by,
    "abuse_detection": _secondary(
        403,
        "You have triggered an abuse detection mechanism. Please wait a few minutes before you "
        "try again.",
    ),
    "sso_required": _sso,
    "blocked_tos": _blocked(403, "tos", "https://github.example/tos"),
    "blocked_unavailable": _blocked(403, "unavailable", "https://github.example/tos"),
    "dmca": _blocked(451, "dmca", "https://github.example/dmca/2024-03-01-sample.md"),
    "oauth_app_restricted": _forbidden(
        _AUTHORISED_BUT
        + "organization has enabled OAuth App access restrictions, meaning that data "
        "access to third-parties is limited. For more information on these restrictions, including "
        "how to enable this app, visit https://docs.github.com/articles/"
        "restricting-access-to-your-organization-s-data/"
    ),
    "ip_allow_list": _forbidden(
        _AUTHORISED_BUT + "organization has an IP allow list enabled, and your IP address is not "
        "permitted to access this resource."
    ),
    "resource_not_accessible": _forbidden("Resource not accessible by personal access token"),
    "resource_not_accessible_by_integration": _forbidden("Resource not accessible by integration"),
    "contributors_too_large": _forbidden(
        "The history or contributor list is too large to list contributors for this repository "
        "via the API."
    ),
    "not_found": lambda seconds: error(404, "Not Found", "/repos/repos#get-a-repository"),
    "empty_repository": lambda seconds: error(
        409, "Git Repository is empty.", "/git/trees#get-a-tree"
    ),
    "computing": lambda seconds: json_answer({}, 202),
    "no_content": lambda seconds: Answer(204),
    "server_error": lambda seconds: json_answer({"error": "Server Error"}, 500),
    "bad_gateway": lambda seconds: json_answer({"error": "Server Error"}, 502),
    "unicorn": _unicorn,
    "html": lambda seconds: text_answer(
        "<!doctype html><title>Hello</title><p>Hello.</p>", 200, "text/html"
    ),
    "broken_json": lambda seconds: Answer(200, b'{"id": 1, "name": "cut off he'),
    "wrong_shape": lambda seconds: json_answer(["not", {"what": "was"}, None, 4, "asked"]),
    "null": lambda seconds: json_answer(None),
    "deep_json": _deep,
    **{
        f"oauth_{name}": _oauth(name)
        for name in (
            *("bad_verification_code", "incorrect_client_credentials", "redirect_uri_mismatch"),
            *("bad_refresh_token", "expired_token", "access_denied", "slow_down"),
            *("device_flow_disabled", "incorrect_device_code", "something_new"),
        )
    },
    "endless": _endless(b'{"login":"again"},'),
}

ONLY_WITH_TOKEN = frozenset({"oauth_app_restricted", "ip_allow_list"})
"""These refuse the token, not the repository: without one the true answer comes."""
