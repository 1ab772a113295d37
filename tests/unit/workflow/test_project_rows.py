"""What is written to a project's row holds on either database, and against others who write."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from importer.analysis.analyse import analyse
from importer.clock import now
from importer.database import db, writing
from importer.errors import ImportInProgress, NotFound
from importer.models import ImportJob, JobKind, Preview, Project, User
from importer.snapshot import RepoRef
from importer.workflow import (
    admission,
    edits,
    imported,
    portfolio,
    previewing,
    projects,
    publish,
    refreshing,
    runs,
)
from importer.workflow.runs import RunLost
from tests.support.samples import snapshot

pytestmark = pytest.mark.usefixtures("any_app")


@pytest.fixture
def alice(make_user: Callable[..., User]) -> User:
    return make_user("alice")


def add(person: User, name: str = "flask", **changes: Any) -> Project:
    ref = RepoRef("github.com", f"pallets/{name}")
    whole = snapshot(ref, forge_repo_id=name, **changes)
    run = runs.claim(admission.admit(person.id, ref, is_private=False).id, None)
    return db.session.get_one(Project, publish.publish(run, whole, analyse(whole)))


def begin(person: User, project: Project) -> runs.Run:
    ref = RepoRef(project.host, project.path)
    job = admission.admit(person.id, ref, kind=JobKind.REFRESH, project_id=project.id)
    return runs.claim(job.id, None)


def newer(project: Project, **changes: Any) -> Any:
    ref = RepoRef(project.host, project.path)
    return snapshot(ref, forge_repo_id=project.forge_repo_id, commit="e" * 40, **changes)


def now_of(project: Project) -> Project:
    db.session.commit()
    return db.session.get_one(Project, project.id, populate_existing=True)


def test_an_edit_made_during_a_refresh_is_kept(alice: User) -> None:
    project = add(alice)
    run = begin(alice, project)
    edits.change(project, {"title": "Mine"})
    whole = newer(project, description="Another one.")
    refreshing.publish(run, whole, analyse(whole))
    row = now_of(project)
    assert (row.title, row.description, row.commit) == ("Mine", "Another one.", "e" * 40)
    refreshing.undo(row)
    row = now_of(project)
    assert (row.title, row.description) == ("Mine", "A small framework.")
    with pytest.raises(NotFound):
        refreshing.undo(row)


def test_a_refresh_that_was_canceled_writes_nothing(alice: User) -> None:
    project = add(alice)
    run = begin(alice, project)
    with pytest.raises(ImportInProgress):
        begin(alice, project)
    assert runs.cancel(db.session.get_one(ImportJob, run.job_id))
    whole = newer(project)
    with pytest.raises(RunLost):
        refreshing.publish(run, whole, analyse(whole))
    assert now_of(project).commit == project.commit
    assert refreshing.last(db.session(), project) is None


def test_a_second_refresh_remembers_what_it_replaced_itself(alice: User) -> None:
    project = add(alice)
    for said in ("Second.", "Third."):
        whole = newer(project, description=said)
        refreshing.publish(begin(alice, project), whole, analyse(whole))
    refreshing.dismiss(project)
    refreshing.undo(now_of(project))
    assert now_of(project).description == "Second."


def test_deleting_a_project_takes_its_revision_along(alice: User) -> None:
    project = add(alice)
    whole = newer(project, description="Second.")
    refreshing.publish(begin(alice, project), whole, analyse(whole))
    projects.delete(now_of(project))
    with pytest.raises(NotFound):
        edits.change(project, {"title": "Mine"})
    with pytest.raises(NotFound):
        refreshing.undo(project)


def test_a_preview_is_published_once(alice: User) -> None:
    ref = RepoRef("github.com", "pallets/flask")
    whole = snapshot(ref)
    run = runs.claim(admission.admit(alice.id, ref, kind=JobKind.PREVIEW).id, None)
    previewing.keep(run, whole, analyse(whole), 5)
    job = db.session.get_one(ImportJob, run.job_id)
    project = previewing.publish(job, is_public=True, is_showcase=True)
    assert (project.slug, project.topics[:2]) == ("flask", ["web", "python"])
    with pytest.raises(NotFound):
        previewing.publish(job, is_public=True, is_showcase=True)
    with writing() as session:
        columns = imported.columns(whole, analyse(whole))
        old = now() - timedelta(seconds=1)
        session.add(Preview(job_id=job.id, requests=1, imported=columns, expires_at=old))
    assert previewing.sweep_expired() == 1


def test_an_order_is_kept(alice: User, make_user: Callable[..., User]) -> None:
    bob = make_user("bob")
    rows = [add(alice, name) for name in ("one", "two", "three")]
    portfolio.arrange(alice.id, [rows[1].id, rows[0].id, rows[2].id])
    portfolio.arrange(bob.id, [rows[2].id])
    shown = projects.of_user(db.session(), alice, viewer_id=alice.id)
    assert [project.slug for project in shown] == ["two", "one", "three"]
