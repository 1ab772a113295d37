"""Imports that cannot go on just now: tried again, or put aside until a time that is told."""

from datetime import timedelta

import pytest

from importer.clock import now
from importer.database import db, writing
from importer.errors import ForgeUnreachable
from importer.models import ImportJob, JobState, RateBudget
from importer.workflow import pipeline, runs
from importer.workflow.runs import MAX_ATTEMPTS

from .conftest import FACTS, Instance, api_calls, codes, events, fresh, project_of, projects

ANY = r"/(api/v3|raw)/"


def _assert_waits(job: ImportJob, code: str, seconds: float, *, attempt: int) -> None:
    assert (job.state, job.error_code) == (JobState.WAITING, code)
    assert (job.run_id, job.finished_at, job.attempt) == (None, None, attempt)
    left = (job.resume_at - now()).total_seconds()
    assert seconds - 3 < left < seconds + 3


def _quota(forge) -> int:
    return int(forge.counts()["quota"])


def test_unreachable_forge_is_tried_three_times(instance, forge):
    forge.misbehave(ANY, answer="server_error")
    job = instance.import_()
    for attempt, delay in zip((1, 2), runs.RETRY_DELAYS, strict=True):
        assert (job.state, job.error_code) == (JobState.WAITING, "NETWORK_ERROR")
        assert job.attempt == attempt
        assert timedelta(0) < job.resume_at - now() <= delay * 1.2
        assert not instance.lease_is_free
        job = instance.run_again(job)
    assert (job.state, job.error_code) == (JobState.FAILED, ForgeUnreachable.code)
    assert job.attempt == MAX_ATTEMPTS
    assert job.suggestion.startswith("Try again")
    assert instance.lease_is_free
    assert projects() == []


def test_job_is_not_tried_again_before_its_time(instance, forge):
    forge.misbehave(ANY, answer="server_error")
    job = instance.import_()
    asked = len(forge.requests())
    assert instance.run(job).attempt == 1
    assert len(forge.requests()) == asked


def test_success_at_the_second_attempt_leaves_no_error_behind(instance, forge):
    forge.misbehave(FACTS, answer="server_error", times=1)
    job = instance.run_again(instance.import_())
    assert (job.state, job.attempt) == (JobState.SUCCEEDED, 2)
    assert (job.error_code, job.error, job.suggestion, job.error_link) == (None,) * 4
    assert (job.warnings, job.resume_at) == ([], None)
    assert codes(project_of(job).analysis["warnings"]) == []


def test_cancel_while_waiting_frees_the_lease_and_says_nothing_of_the_wait(instance, forge):
    forge.misbehave(FACTS, answer="secondary_limit")
    job = instance.import_()
    assert runs.cancel(job)
    canceled = fresh(job)
    assert (canceled.state, canceled.error_code) == (JobState.CANCELED, "IMPORT_CANCELED")
    assert "by itself" not in canceled.suggestion
    assert canceled.resume_at is None
    assert instance.lease_is_free
    assert instance.run(job).state == JobState.CANCELED


@pytest.mark.parametrize(
    ("odd", "told", "waits"),
    [
        ("primary_limit", 600, 601),
        ("primary_limit_429", 600, 601),
        ("secondary_limit_retry_after", 90, 90),
        ("secondary_limit_429_retry_after", 90, 90),
        ("secondary_limit_429_http_date", 90, 90),
        ("secondary_limit", 0, 60),
        ("secondary_limit_429", 0, 60),
        ("secondary_limit_limited_by", 0, 60),
        ("abuse_detection", 0, 60),
    ],
)
def test_rate_limit_is_waited_for_and_is_no_attempt(instance, forge, odd, told, waits):
    forge.misbehave(FACTS, answer=odd, seconds=told)
    job = instance.import_()
    _assert_waits(job, "RATE_LIMIT_EXCEEDED", waits, attempt=0)
    assert "goes on by itself" in job.suggestion
    assert events(job)[-1].level == "warning"
    assert not instance.lease_is_free


@pytest.mark.parametrize("odd", ["primary_limit", "secondary_limit_retry_after"])
def test_import_goes_on_after_the_limit(instance, forge, odd):
    forge.misbehave(FACTS, answer=odd, times=1, seconds=1)
    job = instance.import_()
    assert job.state == JobState.WAITING
    _end_window()
    job = instance.run_again(job)
    assert (job.state, job.attempt, job.error_code) == (JobState.SUCCEEDED, 1, None)


def test_limit_met_again_and_again_never_counts_as_failure(instance, forge):
    forge.misbehave(FACTS, answer="secondary_limit")
    job = instance.import_()
    for _ in range(MAX_ATTEMPTS + 2):
        job = instance.run_again(job)
    assert (job.state, job.attempt) == (JobState.WAITING, 0)


@pytest.mark.parametrize("seconds", [-3600, -1, 0])
def test_limit_that_ended_already_is_waited_for_a_little(instance, forge, seconds):
    forge.misbehave(FACTS, answer="primary_limit", seconds=seconds)
    job = instance.import_()
    assert job.state == JobState.WAITING
    assert now() < job.resume_at <= now() + timedelta(seconds=61)


@pytest.mark.parametrize("seconds", [100_000, 10**9, 10**11, 253_402_300_799])
@pytest.mark.parametrize("odd", ["primary_limit", "secondary_limit_retry_after"])
def test_limit_that_ends_in_years_is_asked_about_again_within_the_hour(
    instance, forge, odd, seconds
):
    forge.misbehave(FACTS, answer=odd, seconds=seconds, times=1)
    job = instance.import_()
    assert job.state == JobState.WAITING, job.error
    assert job.resume_at <= now() + pipeline.LONGEST_WAIT
    # An hour later, by the clock of the window.
    _hour_passes()
    asked = len(forge.requests())
    assert instance.run_again(job).state == JobState.SUCCEEDED
    assert len(forge.requests()) > asked


def test_no_wait_is_longer_than_an_hour(instance, forge):
    forge.misbehave(FACTS, answer="primary_limit", seconds=7200)
    _assert_waits(instance.import_(), "RATE_LIMIT_EXCEEDED", 3600, attempt=0)


def _hour_passes() -> None:
    with writing() as session:
        for row in session.query(RateBudget):
            row.reset_at -= timedelta(hours=1, seconds=5)


def _end_window() -> None:
    with writing() as session:
        for row in session.query(RateBudget):
            row.reset_at = now() - timedelta(seconds=1)


def test_import_spends_at_most_five_calls_of_the_anonymous_quota(instance, forge):
    assert instance.import_().state == JobState.SUCCEEDED
    assert 2 <= _quota(forge) <= 5


def test_renamed_and_empty_and_missing_repositories_cost_no_more(instance, forge):
    for path in ("glass/prism", "demo/blank-slate", "nobody/nothing"):
        before = _quota(forge)
        instance.import_(path)
        assert _quota(forge) - before <= 5


@pytest.mark.parametrize(("left", "calls"), [(60, 5), (17, 4), (12, 3), (8, 2), (2, 2)])
def test_imports_spend_less_as_the_quota_shrinks(instance, forge, left, calls):
    _know(instance, forge, left)
    before = _quota(forge)
    job = instance.import_()
    assert job.state == JobState.SUCCEEDED
    assert _quota(forge) - before == calls
    assert len([code for code in codes(job.warnings) if code.endswith("_SKIPPED")]) == 5 - calls
    assert project_of(job).readmes


@pytest.mark.parametrize("left", [0, 1])
def test_import_waits_visibly_when_not_even_two_calls_are_left(instance, forge, left):
    _know(instance, forge, left)
    asked = len(forge.requests())
    job = instance.import_()
    _assert_waits(job, "RATE_LIMIT_EXCEEDED", 1801, attempt=0)
    assert len(forge.requests()) == asked
    _end_window()
    forge.set_rate(remaining=60)
    assert instance.run_again(job).state == JobState.SUCCEEDED


def test_quota_that_ends_in_the_middle_of_an_import_costs_only_optional_parts(instance, forge):
    forge.set_rate(remaining=2, reset_in=1800)
    job = instance.import_()
    assert job.state == JobState.SUCCEEDED
    skipped = [code for code in codes(job.warnings) if code.endswith("_SKIPPED")]
    assert skipped == ["LANGUAGES_SKIPPED", "RELEASE_SKIPPED", "CONTRIBUTORS_SKIPPED"]


def test_next_import_knows_what_the_last_one_left(instance, forge):
    forge.set_rate(remaining=3, reset_in=1800)
    assert instance.import_().state == JobState.SUCCEEDED
    asked = len(api_calls(forge))
    assert instance.import_("harbour/tidewater").state == JobState.WAITING
    assert len(api_calls(forge)) == asked


def _know(instance: Instance, forge, left: int) -> None:
    """The forge has ``left`` calls left, and the instance knows it."""
    forge.set_rate(remaining=left, reset_in=1800)
    with writing() as session:
        session.add(
            RateBudget(
                host=forge.host,
                credential="anonymous",
                quota=60,
                remaining=left,
                reset_at=now() + timedelta(seconds=1800),
            )
        )
    assert db.session.query(RateBudget).count() == 1


def test_limit_of_the_host_of_files_is_waited_for_too(instance, forge):
    forge.misbehave(r"/(raw|contents)/", answer="secondary_limit_429_retry_after", seconds=90)
    _assert_waits(instance.import_(), "RATE_LIMIT_EXCEEDED", 90, attempt=0)


def test_manifest_that_cannot_be_had_is_only_a_warning(instance, forge):
    forge.misbehave(r"go\.mod", answer="server_error")
    job = instance.import_()
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["FILE_SKIPPED"])
