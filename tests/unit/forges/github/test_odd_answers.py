"""Odd answers in the middle of imports: the import's own end, and nothing worse."""

import re
import threading
import time
from datetime import timedelta

import pytest

from importer.clock import now
from importer.errors import (
    CredentialRefused,
    ForgeAnswerInvalid,
    ForgeUnreachable,
    ImportCanceled,
    RateLimited,
    RepofolioError,
    RepositoryBlocked,
    RepositoryForbidden,
    RepositoryNotFound,
)
from importer.forges.base import Allowance, Credential
from importer.forges.github import GitHub
from importer.http import HttpClient
from importer.snapshot import RepoRef

from .conftest import DEMO, WRONG, Importer, codes, go_on

REPO = "northgate/parcel-api"
FACTS = r"/api/v3/repos/[^/]+/[^/]+$"

ENDS = [
    ("primary_limit", RateLimited),
    ("primary_limit_429", RateLimited),
    ("secondary_limit", RateLimited),
    ("secondary_limit_retry_after", RateLimited),
    ("secondary_limit_429", RateLimited),
    ("secondary_limit_429_retry_after", RateLimited),
    ("secondary_limit_429_http_date", RateLimited),
    ("secondary_limit_limited_by", RateLimited),
    ("abuse_detection", RateLimited),
    ("sso_required", RepositoryForbidden),
    ("blocked_tos", RepositoryBlocked),
    ("blocked_unavailable", RepositoryBlocked),
    ("dmca", RepositoryBlocked),
    ("resource_not_accessible", RepositoryForbidden),
    ("too_many_bad_logins", RepositoryForbidden),
    ("not_found", RepositoryNotFound),
    ("server_error", ForgeUnreachable),
    ("bad_gateway", ForgeUnreachable),
    ("unicorn", ForgeUnreachable),
    ("html", ForgeAnswerInvalid),
    ("broken_json", ForgeAnswerInvalid),
    ("wrong_shape", ForgeAnswerInvalid),
    ("null", ForgeAnswerInvalid),
    ("deep_json", ForgeAnswerInvalid),
    ("endless", ForgeAnswerInvalid),
    ("no_content", ForgeAnswerInvalid),
]


@pytest.mark.parametrize(("odd", "expected"), ENDS)
def test_repository_answered_oddly_is_no_project(
    importer: Importer, odd: str, expected: type[RepofolioError]
) -> None:
    importer.forge.misbehave(FACTS, answer=odd)
    with pytest.raises(RepofolioError) as caught:
        importer.run(REPO, None)
    assert type(caught.value) is expected


@pytest.mark.parametrize("odd", ["html", "broken_json", "wrong_shape", "deep_json", "null"])
def test_tree_that_is_none_is_an_invalid_answer(importer: Importer, odd: str) -> None:
    importer.forge.misbehave(r"/git/trees/", answer=odd)
    with pytest.raises(ForgeAnswerInvalid):
        importer.run(REPO)


@pytest.mark.parametrize("part", ["languages", "releases/latest", "contributors"])
@pytest.mark.parametrize(
    "odd",
    ["server_error", "html", "wrong_shape", "secondary_limit", "contributors_too_large", "endless"],
)
def test_optional_part_answered_oddly_is_a_warning(importer: Importer, part: str, odd: str) -> None:
    importer.forge.misbehave(f"/{part}", answer=odd)
    snapshot = importer.run(REPO)
    assert codes(snapshot) == [
        part.partition("/")[0].upper().replace("RELEASES", "RELEASE") + "_SKIPPED"
    ]
    assert snapshot.readmes


@pytest.mark.parametrize("odd", ["not_found", "no_content"])
def test_no_release_and_no_contributors_are_no_warning(importer: Importer, odd: str) -> None:
    importer.forge.misbehave(r"/(releases/latest|contributors)", answer=odd)
    snapshot = importer.run(REPO)
    assert (snapshot.release, snapshot.contributors) == (None, ())
    assert codes(snapshot) == []


def test_limit_tells_when_it_ends(importer: Importer) -> None:
    importer.forge.misbehave(FACTS, answer="primary_limit", seconds=600)
    with pytest.raises(RateLimited) as caught:
        importer.run(REPO)
    assert timedelta(seconds=590) < caught.value.retry_at - now() < timedelta(seconds=605)


def test_used_up_quota_is_a_limit(importer: Importer) -> None:
    importer.forge.set_rate(remaining=0, reset_in=120)
    with pytest.raises(RateLimited):
        importer.run(REPO)
    assert importer.allowance.observed is not None
    assert importer.allowance.observed.remaining == 0


def test_refused_token_imports_public_repositories_without_it(importer: Importer) -> None:
    importer.credential = WRONG
    snapshot = importer.run(REPO, None)
    assert codes(snapshot) == ["AUTH_INVALID"]
    assert snapshot.readmes
    assert importer.allowance.credential_refused
    refused = [r for r in importer.forge.requests() if r["status"] == 401]
    # The two calls of the first wave went out together; after them the token stays home.
    assert 1 <= len(refused) <= 2


def test_refused_token_and_private_repository_is_about_the_token(importer: Importer) -> None:
    importer.credential = WRONG
    with pytest.raises(CredentialRefused):
        importer.run("demo/ledger-private", None)


@pytest.mark.parametrize("odd", ["ip_allow_list", "oauth_app_restricted"])
def test_token_that_policy_refuses_is_left_out_for_public_repositories(
    importer: Importer, odd: str
) -> None:
    importer.credential = DEMO
    importer.forge.misbehave(r"/api/v3/repos/", answer=odd)
    snapshot = importer.run(REPO, None)
    assert codes(snapshot) == ["TOKEN_NOT_ALLOWED"]
    assert snapshot.languages
    assert not importer.allowance.credential_refused
    authorized = [r for r in importer.forge.requests() if r["authorized"]]
    assert len(authorized) <= 2
    # What is left of the anonymous quota must not be taken for the token's.
    assert importer.allowance.observed is None or importer.allowance.observed.limit == 5000


def test_token_left_out_in_one_call_stays_out_of_the_next(importer: Importer) -> None:
    importer.credential = DEMO
    importer.forge.misbehave(r"/api/v3/repos/", answer="ip_allow_list")
    assert importer.run("giants/archipelago-cut", None).tree_truncated
    authorized = [r for r in importer.forge.requests() if r["authorized"]]
    assert len(authorized) <= 2


def test_sso_tells_where_it_is_mended(importer: Importer) -> None:
    importer.credential = DEMO
    importer.forge.misbehave(FACTS, answer="sso_required")
    with pytest.raises(RepositoryForbidden) as caught:
        importer.run(REPO, None)
    assert caught.value.link is not None
    assert "sso" in caught.value.link


def test_readme_answered_with_an_error_falls_back_and_then_fails(importer: Importer) -> None:
    importer.forge.misbehave(r"/raw/.*README", answer="not_found")
    assert importer.run(REPO, None).readmes
    importer.forge.misbehave(r"/contents/", answer="server_error")
    with pytest.raises(ForgeUnreachable):
        importer.run(REPO, None)


def test_manifest_that_fails_is_a_warning(importer: Importer) -> None:
    importer.forge.misbehave(r"/raw/.*go\.mod", answer="server_error")
    snapshot = importer.run(REPO)
    assert codes(snapshot) == ["FILE_SKIPPED"]
    assert "go.mod" not in {file.path for file in snapshot.manifests}


@pytest.mark.parametrize("cut", ["before", "headers", "middle"])
def test_cut_connection_is_mended_by_trying_again(importer: Importer, cut: str) -> None:
    importer.forge.misbehave(r"/git/trees/", cut=cut, times=1)
    assert importer.run(REPO, None).tree


def test_retries_of_api_calls_cost_allowance(importer: Importer) -> None:
    importer.forge.misbehave(FACTS, answer="bad_gateway", times=2)
    snapshot = importer.run(REPO, 5)
    assert importer.allowance.spent == 5
    assert codes(snapshot) == ["RELEASE_SKIPPED", "CONTRIBUTORS_SKIPPED"]


def test_rename_to_another_host_is_not_followed(importer: Importer) -> None:
    importer.forge.misbehave(
        FACTS, redirect_to="http://169.254.169.254/latest/meta-data/", redirect_status=301
    )
    with pytest.raises(ForgeAnswerInvalid):
        importer.run(REPO)


def test_circle_of_renames_ends(importer: Importer) -> None:
    here = f"{importer.forge.api_url}/repos/{REPO}"
    importer.forge.misbehave(FACTS, redirect_to=here, redirect_status=301)
    with pytest.raises(ForgeUnreachable):
        importer.run(REPO, None)
    asked = [r for r in importer.forge.requests() if re.search(FACTS, r["path"])]
    assert len(asked) == 1


def test_cancel_in_the_middle_of_a_call_is_prompt(importer: Importer) -> None:
    canceled = threading.Event()

    def checkpoint() -> None:
        if canceled.is_set():
            raise ImportCanceled

    ref = RepoRef(importer.github.host, REPO)
    with importer.forge.holding(FACTS) as hold:
        waiter = threading.Thread(target=lambda: (hold.wait(), canceled.set()))
        waiter.start()
        began = time.monotonic()
        with pytest.raises(ImportCanceled):
            importer.github.resolve(ref, Credential(), Allowance(5), checkpoint)
        assert time.monotonic() - began < 3
        waiter.join()


def test_unreachable_host_is_a_passing_error(importer: Importer) -> None:
    http = HttpClient(frozenset({("127.0.0.1", 9)}))
    github = GitHub(
        "http://127.0.0.1:9", "http://127.0.0.1:9/api/v3", "http://127.0.0.1:9/raw", http
    )
    with pytest.raises(ForgeUnreachable) as caught:
        github.resolve(RepoRef("127.0.0.1:9", REPO), Credential(), Allowance(5), go_on)
    assert caught.value.retryable
    http.close()


def test_private_address_that_is_not_allowed_names_the_setting(importer: Importer) -> None:
    known = importer.github.known
    http = HttpClient()
    github = GitHub(known.web_url, known.api_url, known.raw_url, http)
    with pytest.raises(ForgeUnreachable) as caught:
        github.resolve(RepoRef(github.host, REPO), Credential(), Allowance(5), go_on)
    assert "OUTBOUND_ALLOW" in caught.value.suggestion
    assert importer.forge.requests() == []
    http.close()
