"""Refreshing a project: one request when nothing has happened, edits kept, everything undoable."""

from typing import Any

import pytest

from importer.database import db, writing
from importer.errors import DuplicateImport, ImportInProgress, NotFound
from importer.models import ImportJob, JobKind, JobState, Project
from importer.snapshot import RepoRef
from importer.workflow import admission, edits, projects, refreshing
from importer.workflow.readmes import html_of

from .conftest import Instance, api_calls, fresh, project_of
from .conftest import projects as all_projects

REPO = "harbour/tidewater"


@pytest.fixture
def instance(make_instance: Any) -> Instance:
    # The private server's anonymous budget of sixty would be spent by the few imports here.
    return make_instance(GITHUB_TOKEN="demo-token")


def imported(instance: Instance, repo: str = REPO) -> Project:
    return project_of(instance.import_(repo, is_private=False))


def start(instance: Instance, project: Project) -> ImportJob:
    ref = RepoRef(project.host, project.path, project.forge)
    return admission.admit(
        instance.user.id, ref, kind=JobKind.REFRESH, project_id=project.id, is_private=False
    )


def refresh(instance: Instance, project: Project) -> tuple[ImportJob, Project]:
    job = instance.run(start(instance, project))
    return job, project_of(job)


def test_nothing_new_costs_one_request_and_renews_the_counts(instance, forge):
    project = imported(instance)
    commit, imported_at = project.commit, project.imported_at
    forge.push(REPO, stars=4242)
    asked = len(forge.requests())
    job, project = refresh(instance, project)
    assert (job.state, job.message) == (JobState.SUCCEEDED, "Nothing has changed.")
    assert len(forge.requests()) - asked == 1
    assert (project.stars, project.facts["stars"]) == (4242, 4242)
    assert (project.commit, project.imported_at) == (commit, imported_at)
    assert project.checked_at is not None
    assert refreshing.last(db.session(), project) is None
    assert instance.lease_is_free


def test_the_next_look_is_conditional_and_costs_no_quota_until_something_changes(instance, forge):
    _, project = refresh(instance, imported(instance))
    asked = len(forge.requests())
    job, project = refresh(instance, project)
    assert (job.state, job.message) == (JobState.SUCCEEDED, "Nothing has changed.")
    (only,) = forge.requests()[asked:]
    assert (only["status"], only["quota_cost"]) == (304, 0)
    forge.push(REPO, stars=4242)
    _, project = refresh(instance, project)
    assert project.stars == 4242
    forge.push(REPO, {"README.md": "# Tidewater\n\nIt is new."})
    _, project = refresh(instance, project)
    assert (project.forge_etag, "It is new" in html_of(project)) == ("", True)


def test_what_is_to_be_read_again_is_asked_for_whole(instance, forge):
    _, project = refresh(instance, imported(instance))
    assert project.forge_etag
    with writing() as session:
        known = session.get_one(Project, project.id)
        known.analysis = {**known.analysis, "version": 0}
    job, project = refresh(instance, project)
    assert job.message == "Refresh complete!"
    assert project.analysis["version"] != 0


def test_a_push_renews_the_page_keeps_the_edits_and_can_be_undone(instance, forge):
    project = imported(instance)
    edits.change(project, {"title": "Mine", "topics": ["mine"]})
    old = project_of(instance.run(start(instance, project)))
    old_html, old_commit, old_said = html_of(old), old.commit, old.description
    forge.push(
        REPO,
        {"README.md": "# Tidewater\n\nIt flows quite differently now.\n"},
        description="Another description of it.",
        topics=["newer"],
    )
    job, project = refresh(instance, project)
    assert job.message == "Refresh complete!"
    assert "flows quite differently" in html_of(project)
    assert project.commit != old_commit
    assert (project.title, project.topics) == ("Mine", ["mine"])
    assert project.description == "Another description of it."
    revision = refreshing.last(db.session(), project)
    told = {change["field"]: change for change in revision.changes}
    assert told["description"]["old"] == old_said
    assert told["description"]["new"] == "Another description of it."
    assert "newer" in told["topics"]["new"]
    assert told["commit"]["new"] == project.commit[:10]
    assert "words" in told["readme"]["old"]
    refreshing.undo(project)
    project = all_projects()[0]
    db.session.refresh(project, ["readmes"])
    assert (html_of(project), project.commit) == (old_html, old_commit)
    assert (project.title, project.description) == ("Mine", old_said)
    with pytest.raises(NotFound):
        refreshing.undo(project)
    edits.change(project, {"title": None})
    assert all_projects()[0].title == "tidewater"


def test_a_changed_repository_costs_no_more_than_an_import(instance, forge):
    before = len(api_calls(forge))
    project = imported(instance)
    for_import = len(api_calls(forge)) - before
    forge.push(REPO, {"NEWS.md": "News"})
    before = len(api_calls(forge))
    refresh(instance, project)
    assert len(api_calls(forge)) - before == for_import


def test_a_project_of_an_older_analysis_is_read_again(instance, forge):
    project = imported(instance)
    with writing() as session:
        row = session.get_one(Project, project.id)
        row.analysis = {**row.analysis, "version": 1, "quote": "Long forgotten."}
    job, project = refresh(instance, project)
    assert job.message == "Refresh complete!"
    assert project.analysis["version"] > 1


def test_a_refresh_follows_a_renamed_repository(instance, forge):
    project = imported(instance)
    forge.push(REPO, name="ebbwater", former_names=[REPO])
    job, project = refresh(instance, project)
    assert job.state == JobState.SUCCEEDED, job.error
    assert project.path == "harbour/ebbwater"
    assert project.source_key.endswith("harbour/ebbwater")
    assert project.slug == "tidewater"
    assert refreshing.last(db.session(), project).changes[0]["field"] == "path"


def test_what_turns_private_at_the_forge_is_hidden_here(instance, forge):
    project = imported(instance)
    assert project.is_public
    forge.push(REPO, private=True, readers=["demo"])
    job, project = refresh(instance, project)
    assert job.state == JobState.SUCCEEDED, job.error
    assert not project.is_public
    projects.set_visibility(project, is_public=True)
    forge.push(REPO, {"NEWS.md": "News"})
    assert refresh(instance, project)[1].is_public


def test_only_a_refresh_passes_for_a_known_repository(instance):
    project = imported(instance)
    with pytest.raises(DuplicateImport):
        instance.submit(REPO)
    job = start(instance, project)
    with pytest.raises(ImportInProgress):
        start(instance, project)
    assert fresh(job).state == JobState.QUEUED


def test_a_project_deleted_meanwhile_ends_the_refresh_and_frees_the_lease(instance, forge):
    project = imported(instance)
    forge.push(REPO, {"NEWS.md": "News"})
    job = start(instance, project)
    projects.delete(project)
    job = instance.run(job)
    assert (job.state, job.error_code, job.project_id) == (JobState.FAILED, "NOT_FOUND", None)
    assert instance.lease_is_free
    assert all_projects() == []
    with pytest.raises(NotFound):
        start(instance, project)


def test_a_project_deleted_just_before_saving_stays_deleted(instance, forge, monkeypatch):
    project = imported(instance)
    forge.push(REPO, {"NEWS.md": "News"})
    job = start(instance, project)
    real = refreshing.publish

    def publish(*arguments):
        projects.delete(project)
        return real(*arguments)

    monkeypatch.setattr(refreshing, "publish", publish)
    job = instance.run(job)
    assert (job.state, job.error_code) == (JobState.FAILED, "NOT_FOUND")
    assert all_projects() == []
    assert instance.lease_is_free


def test_a_failed_refresh_leaves_the_page_as_it_was(instance, forge):
    project = imported(instance)
    commit = project.commit
    forge.misbehave(r"/repositories/", answer="not_found")
    job, project = refresh(instance, project)
    assert (job.state, job.error_code) == (JobState.FAILED, "NOT_FOUND")
    assert (project.commit, job.project_id) == (commit, project.id)
