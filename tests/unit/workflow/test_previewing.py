"""Previews: everything but a project, and then the project without another request."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.errors import DuplicateImport, NotFound
from importer.models import ImportJob, JobKind, JobState, Preview
from importer.workflow import previewing
from importer.workflow.readmes import html_of

from .conftest import Instance, api_calls, fresh, projects

REPO = "northgate/parcel-api"


def preview(instance: Instance, path: str = REPO) -> ImportJob:
    return instance.run(instance.submit(path, kind=JobKind.PREVIEW))


def previews() -> list[Preview]:
    db.session.commit()
    return list(db.session.scalars(select(Preview)))


def expire(instance: Instance) -> None:
    assert instance
    with writing() as session:
        session.execute(update(Preview).values(expires_at=now() - timedelta(seconds=1)))


def test_a_preview_saves_no_project_and_counts_its_requests(instance, forge):
    job = preview(instance)
    assert (job.state, job.message) == (JobState.SUCCEEDED, "The preview is ready.")
    assert job.project_id is None
    assert projects() == []
    assert instance.lease_is_free
    shown = previewing.find(db.session(), job)
    assert shown.requests == len(api_calls(forge)) > 1
    assert shown.duplicate is None
    assert shown.project.path == REPO
    assert html_of(shown.project)


def test_importing_it_asks_the_forge_for_nothing(instance, forge):
    job = preview(instance)
    asked = len(forge.requests())
    project = previewing.publish(job, is_public=True, is_showcase=True)
    assert len(forge.requests()) == asked
    (stored,) = projects()
    assert stored.id == project.id == fresh(job).project_id
    assert (stored.slug, stored.is_public, stored.is_showcase) == ("parcel-api", True, True)
    assert stored.analysis["stack"]
    assert previews() == []
    with pytest.raises(NotFound):
        previewing.publish(job, is_public=True, is_showcase=True)
    assert len(projects()) == 1


def test_what_is_known_already_is_said_and_not_imported_twice(instance):
    project = instance.import_(REPO)
    job = preview(instance)
    shown = previewing.find(db.session(), job)
    assert shown.duplicate.id == project.project_id
    with pytest.raises(DuplicateImport):
        previewing.publish(job, is_public=False, is_showcase=False)
    assert len(projects()) == 1


def test_a_preview_expires(instance):
    job = preview(instance)
    expire(instance)
    assert previewing.find(db.session(), job) is None
    with pytest.raises(NotFound):
        previewing.publish(job, is_public=False, is_showcase=False)
    assert projects() == []
    assert previewing.sweep_expired() == 1
    assert previewing.sweep_expired() == 0


def test_a_person_has_one_preview_at_a_time(instance):
    first = preview(instance)
    second = preview(instance, "quietcorner/tally")
    assert [one.job_id for one in previews()] == [second.id]
    assert previewing.find(db.session(), first) is None


def test_what_is_private_at_the_forge_stays_private(instance_with_token):
    job = preview(instance_with_token, "demo/ledger-private")
    project = previewing.publish(job, is_public=True, is_showcase=False)
    assert not project.is_public


def test_two_clicks_at_once_make_one_project(instance):
    job = preview(instance)
    db.session.commit()
    ends: list[str] = []

    def click() -> None:
        with instance.app.app_context():
            try:
                previewing.publish(job, is_public=False, is_showcase=False)
                ends.append("made")
            except (NotFound, DuplicateImport):
                ends.append("refused")

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(ends) == ["made", "refused", "refused", "refused"]
    assert len(projects()) == 1
