"""One import the whole way, in this process: what stands in its rows and in the log."""

import json
import logging
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from importer.models import JobState, Step
from importer.snapshot import RepoSnapshot
from importer.workflow import analysing, pipeline, readmes
from tools.sample_forge.control import SampleForge

from .conftest import (
    REPO,
    api_calls,
    codes,
    events,
    project_of,
    projects,
)

BOMB = "<div>" * 20_000 + "[" * 200_000 + "*a " * 60_000


def _lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "importer.worker"]


def test_log_tells_an_import_in_one_line_each(instance, caplog):
    caplog.set_level(logging.INFO)
    job = instance.import_()
    task = job.public_id
    *told, last = _lines(caplog)
    assert told == [
        f"Starting background import of {REPO} for user alice (task {task})",
        f"Analysing {REPO}",
        f"Creating project for {REPO}",
        f"Successfully imported {REPO} as project {job.project_id} (task {task})",
    ]
    assert re.fullmatch(rf"Task {task} succeeded in \d+\.\d\d s", last)


def test_steps_come_in_order_and_the_percentage_only_rises(instance):
    told = events(instance.import_())
    assert [event.step for event in told if event.step] == list(Step)
    percents = [event.percent for event in told]
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert {event.level for event in told} == {"info"}


def test_row_and_project_of_a_success(instance):
    job = instance.import_(is_showcase=True, is_private=False)
    assert (job.state, job.step, job.percent, job.message) == (
        JobState.SUCCEEDED,
        Step.SAVE,
        100,
        "Import complete!",
    )
    assert (job.attempt, job.run_id, job.worker_id, job.warnings) == (1, None, None, [])
    assert job.created_at <= job.started_at <= job.finished_at
    assert instance.lease_is_free
    project = project_of(job)
    assert (project.path, project.slug, project.user_id) == (REPO, "parcel-api", job.user_id)
    assert (project.is_public, project.is_showcase) == (True, True)
    assert project.primary_language == "Go"
    assert "Where is my parcel?" in readmes.html_of(project)


def test_job_that_is_not_there_to_be_run_is_left_alone(instance, caplog):
    caplog.set_level(logging.INFO)
    job = instance.import_()
    again = instance.run(job)
    assert again.attempt == 1
    assert _lines(caplog)[-1] == f"Job {job.id} is not waiting to be run; nothing to do"
    assert len(projects()) == 1


@pytest.mark.parametrize("odd", [None, "bad_credentials", "ip_allow_list", "server_error"])
def test_token_stands_in_no_log_and_no_row(instance_with_token, forge, caplog, odd):
    caplog.set_level(logging.DEBUG)
    if odd:
        forge.misbehave(r"/api/v3/", answer=odd)
    job = instance_with_token.import_()
    assert "demo-token" not in caplog.text
    assert any(call["token_sent"] for call in api_calls(forge))
    rows = [job, *events(job), *projects()]
    told = [str({c.key: getattr(row, c.key) for c in row.__table__.columns}) for row in rows]
    assert "demo-token" not in "".join(told)


@pytest.mark.parametrize("odd", ["server_error", "not_accessible", "not_found", "html"])
@pytest.mark.parametrize("part", ["languages", "releases/latest", "contributors"])
def test_optional_part_that_fails_is_a_warning_of_job_and_project(instance, forge, part, odd):
    answer = {"not_accessible": "resource_not_accessible"}.get(odd, odd)
    forge.misbehave(f"/{part}", answer=answer)
    job = instance.import_()
    assert job.state == JobState.SUCCEEDED
    # Where there is no release, or no list of contributors, 404 is how the forge says so.
    nothing_there = odd == "not_found" and part != "languages"
    name = {"releases/latest": "RELEASE"}.get(part, part.upper())
    expected = [] if nothing_there else [f"{name}_SKIPPED"]
    expected += ["LANGUAGES_ESTIMATED"] if part == "languages" else []
    assert codes(job.warnings) == expected
    assert codes(project_of(job).analysis["warnings"]) == expected
    told = [event.message for event in events(job) if event.level == "warning"]
    assert told == [warning["message"] for warning in job.warnings]


def test_empty_repository_gets_a_page_that_says_so(instance):
    job = instance.import_("demo/blank-slate")
    assert (job.state, job.warnings) == (JobState.SUCCEEDED, [])
    project = project_of(job)
    assert project.facts["is_empty"]
    assert (project.analysis["readme"], project.readmes, project.commit) == (None, [], None)
    assert any("empty" in event.message for event in events(job))


def test_private_repository_stays_private_although_asked_public(instance_with_token):
    job = instance_with_token.import_("demo/ledger-private", is_private=False)
    project = project_of(job)
    assert project.facts["visibility"] == "private"
    assert not project.is_public
    assert project.readmes


def test_public_repository_can_be_kept_private(instance):
    assert not project_of(instance.import_(is_private=True)).is_public


def test_unforeseen_error_ends_the_import_and_is_told_once(instance, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("in the middle of it")

    monkeypatch.setattr(pipeline.publish, "_project", broken)
    job = instance.import_()
    assert (job.state, job.error_code) == (JobState.FAILED, "IMPORT_FAILED")
    assert job.error
    assert job.suggestion
    assert "ZeroDivisionError" not in job.error
    assert instance.lease_is_free
    assert projects() == []
    assert caplog.text.count("Traceback") == 1
    assert job.public_id in caplog.text


def test_expected_error_has_no_traceback(instance, caplog):
    caplog.set_level(logging.INFO)
    job = instance.import_("nobody/nothing")
    assert "Traceback" not in caplog.text
    failures = [line for line in _lines(caplog) if "NOT_FOUND" in line]
    assert failures == [f"Import of nobody/nothing failed: NOT_FOUND (task {job.public_id})"]


def _never_ends(_: RepoSnapshot) -> None:
    time.sleep(600)


def _dies(_: RepoSnapshot) -> None:
    os._exit(1)


@pytest.mark.parametrize("analyse", [_never_ends, _dies])
def test_analysis_that_has_no_end_or_dies_still_makes_a_page(instance, monkeypatch, analyse):
    monkeypatch.setattr(analysing, "ANALYSIS_SECONDS", 0.3)
    monkeypatch.setattr(analysing, "analyse_read", analyse)
    job = instance.import_()
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["ANALYSIS_LIMITED"])
    assert "Where is my parcel?" in readmes.html_of(project_of(job))
    monkeypatch.undo()
    assert instance.import_("harbour/tidewater").warnings == []


@pytest.mark.parametrize("read", [_never_ends, _dies])
def test_readme_that_has_no_end_leaves_the_rest_of_the_page_whole(instance, monkeypatch, read):
    monkeypatch.setattr(analysing, "ANALYSIS_SECONDS", 2.0)
    monkeypatch.setattr(analysing, "read_readme", read)
    job = instance.import_()
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["ANALYSIS_LIMITED"])
    project = project_of(job)
    assert "Where is my parcel?" in readmes.html_of(project)
    assert project.analysis["stack"]


def test_long_readme_is_read_while_the_rest_is_fetched(instance, forge, monkeypatch):
    """The forge keeps back what the second wave asks for until the README has been read."""
    read = threading.Event()
    run = instance.toolbox.sandbox.run

    def observed(function, *arguments, **named):
        result = run(function, *arguments, **named)
        if function is analysing.read_readme:
            read.set()
        return result

    monkeypatch.setattr(instance.toolbox.sandbox, "run", observed)
    with forge.holding(r"/languages") as second_wave, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: (read.wait(30), second_wave.release()))
        job = instance.import_()
        assert waiting.result()[0]
    assert job.state == JobState.SUCCEEDED


def test_readme_made_to_explode_is_a_page_as_any_other(make_instance, tmp_path):
    _repository_with_readme(tmp_path / "mallory__bomb", BOMB)
    with SampleForge(corpus=tmp_path) as forge:
        instance = make_instance(**forge.environment())
        job = instance.import_("mallory/bomb")
    assert job.state == JobState.SUCCEEDED, job.error
    assert project_of(job).readmes
    assert instance.lease_is_free


def _repository_with_readme(folder: Path, text: str) -> None:
    """As ``tools.sample_forge.corpus`` wants it."""
    sha = "1" * 40
    folder.mkdir()
    (folder / "README.md").write_text(text)
    (folder / "tree.txt").write_text(f"100644 blob {sha} {len(text)}\tREADME.md\n")
    day = "2026-01-02T03:04:05+00:00"
    owner, _, name = folder.name.partition("__")
    counts = dict.fromkeys(
        ["stargazers_count", "forks_count", "watchers_count", "open_issues_count"], 0
    )
    facts = {
        "owner": owner,
        "repo": name,
        "description": "",
        "homepage": "",
        "topics": [],
        "keywords": [],
        "licence": None,
        "default_branch": "main",
        "archived": False,
        "blob_bytes": len(text),
        "created_at": day,
        "first_commit_date": day,
        "head_sha": sha,
        "tree_sha": sha,
        "head_author": "m",
        "head_message": "Begin",
        "head_date": day,
        "contributors": [],
        "tags": [],
        **counts,
    }
    (folder / "meta.json").write_text(json.dumps(facts))
