"""Imports the forge refuses: the row says which way, why, and what to do."""

import pytest

from importer.database import db
from importer.models import JobState
from importer.workflow import status

from .conftest import FACTS, REPO, api_calls, codes, events, project_of, projects

REFUSALS = [
    ("not_found", "NOT_FOUND", "does not exist", "Check the spelling", None),
    (
        "dmca",
        "UNAVAILABLE_FOR_LEGAL_REASONS",
        "after a legal complaint",
        "Only its owner",
        "https://github.example/dmca/2024-03-01-sample.md",
    ),
    (
        "blocked_tos",
        "UNAVAILABLE_FOR_LEGAL_REASONS",
        "for its own rules",
        "Only its owner",
        "https://github.example/tos",
    ),
    ("resource_not_accessible", "FORBIDDEN", "lacks a permission", "read access", None),
    ("too_many_bad_logins", "FORBIDDEN", "refuses access", "Ask the owner", None),
    ("broken_json", "IMPORT_FAILED", "not JSON", "Try again later", None),
    ("wrong_shape", "IMPORT_FAILED", "another shape", "Try again later", None),
    ("endless", "IMPORT_FAILED", "larger than it may be", "Try again later", None),
]


def _assert_failed(job, code: str) -> None:
    assert (job.state, job.error_code) == (JobState.FAILED, code)
    assert (job.run_id, job.resume_at, job.attempt) == (None, None, 1)
    assert job.finished_at is not None
    assert job.error
    assert job.suggestion
    assert job.message == job.error
    last = events(job)[-1]
    assert (last.level, last.message) == ("error", job.error)
    assert projects() == []


@pytest.mark.parametrize(("odd", "code", "sentence", "suggestion", "link"), REFUSALS)
def test_refusal_ends_the_import(instance, forge, odd, code, sentence, suggestion, link):
    forge.misbehave(FACTS, answer=odd)
    job = instance.import_()
    _assert_failed(job, code)
    assert sentence in job.error
    assert suggestion in job.suggestion
    assert job.error_link == link
    assert instance.lease_is_free


@pytest.mark.parametrize("odd", ["not_found", "dmca", "resource_not_accessible"])
def test_refusal_in_the_face_of_a_token_is_the_same(instance_with_token, forge, odd):
    forge.misbehave(FACTS, answer=odd)
    expected = {code[0]: code[1] for code in REFUSALS}[odd]
    _assert_failed(instance_with_token.import_(), expected)


def test_single_sign_on_is_told_with_the_page_that_mends_it(instance_with_token, forge):
    forge.misbehave(FACTS, answer="sso_required")
    job = instance_with_token.import_()
    _assert_failed(job, "FORBIDDEN")
    assert "single sign-on" in job.error
    assert job.error_link.startswith("https://github.example/orgs/sample-org/sso?")


@pytest.mark.parametrize("odd", ["ip_allow_list", "oauth_app_restricted"])
def test_public_repository_is_imported_without_a_token_that_policy_refuses(
    instance_with_token, forge, odd
):
    forge.misbehave(r"/api/v3/repos/", answer=odd)
    job = instance_with_token.import_()
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["TOKEN_NOT_ALLOWED"])
    assert codes(project_of(job).analysis["warnings"]) == ["TOKEN_NOT_ALLOWED"]


def test_private_repository_behind_an_address_list_fails_with_the_reason(
    instance_with_token, forge
):
    forge.misbehave(r"/api/v3/repos/", answer="ip_allow_list")
    job = instance_with_token.import_("demo/ledger-private")
    _assert_failed(job, "FORBIDDEN")
    assert "network addresses" in job.error


def test_public_repository_is_imported_without_a_token_that_expired(make_instance):
    job = make_instance(GITHUB_TOKEN="expired").import_()
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["AUTH_INVALID"])


def test_private_repository_and_an_expired_token_is_about_the_token(make_instance):
    job = make_instance(GITHUB_TOKEN="expired").import_("demo/ledger-private")
    _assert_failed(job, "AUTH_INVALID")
    assert "token" in job.error


def test_private_repository_without_a_token_is_not_there(instance):
    _assert_failed(instance.import_("demo/ledger-private"), "NOT_FOUND")


def test_host_that_is_no_longer_configured_is_named(instance, forge):
    job = instance.submit()
    instance.set(job, host="git.example")
    ended = instance.run(job)
    _assert_failed(ended, "UNKNOWN_PLATFORM")
    assert forge.host in ended.suggestion
    assert instance.lease_is_free


def test_readme_that_is_in_the_tree_and_cannot_be_had_fails_the_import(instance, forge):
    forge.misbehave(r"README", answer="not_found")
    job = instance.import_()
    while not job.finished:
        job = instance.run_again(job)
    assert (job.state, job.error_code) == (JobState.FAILED, "NETWORK_ERROR")
    assert "did not hand it out" in job.error
    assert projects() == []


def test_failed_import_can_be_started_again_at_once(instance, forge):
    forge.misbehave(FACTS, answer="not_found", times=1)
    assert instance.import_().state == JobState.FAILED
    assert instance.import_().state == JobState.SUCCEEDED


def test_step_that_failed_is_the_one_shown_as_failed(instance, forge):
    forge.misbehave(FACTS, answer="dmca")
    job = instance.import_()
    shown = status.view(db.session(), job)
    assert [step.state for step in shown.steps] == ["failed", "ahead", "ahead", "ahead"]


def test_nothing_is_asked_twice_of_a_forge_that_refused(instance, forge):
    forge.misbehave(FACTS, answer="dmca")
    instance.import_()
    assert len(api_calls(forge, f"/repos/{REPO}")) <= 2


@pytest.mark.parametrize("is_admin", [False, True])
def test_where_anybody_may_sign_up_the_token_opens_private_doors_to_administrators_only(
    make_instance, make_user, is_admin
):
    instance = make_instance(GITHUB_TOKEN="demo-token", SIGNUP="open")
    instance.user = make_user("dora", is_admin=is_admin)
    job = instance.import_("demo/ledger-private")
    if is_admin:
        assert job.state == JobState.SUCCEEDED
    else:
        _assert_failed(job, "NOT_FOUND")
        assert "ledger" not in "".join(event.message for event in events(job)[2:])
