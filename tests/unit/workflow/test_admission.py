"""Admission: one import a person, no repository twice."""

import pytest
from sqlalchemy import func, select

from importer.analysis.analyse import analyse
from importer.database import db, writing
from importer.errors import DuplicateImport, ImportInProgress
from importer.models import ImportEvent, ImportJob, ImportLease, JobState, Project
from importer.snapshot import RepoRef
from importer.workflow import admission, duplicates, publish, runs
from tests.support.samples import REF, snapshot

pytestmark = pytest.mark.usefixtures("any_app")


def _jobs() -> int:
    return db.session.scalar(select(func.count()).select_from(ImportJob)) or 0


def _import(user_id: int, ref: RepoRef = REF, **changes: object) -> Project:
    job = admission.admit(user_id, ref)
    run = runs.claim(job.id, None)
    assert run is not None
    whole = snapshot(**{"ref": ref, **changes})
    project_id = publish.publish(run, whole, analyse(whole))
    return db.session.get_one(Project, project_id)


def test_admitted_import_holds_the_lease_and_waits(make_user):
    alice = make_user("alice")
    job = admission.admit(alice.id, REF, is_showcase=True, is_private=False)
    assert job.state == JobState.QUEUED
    assert (job.is_showcase, job.is_private) == (True, False)
    assert db.session.get_one(ImportLease, alice.id).job_id == job.id
    assert db.session.scalars(select(ImportEvent.message)).all() == [
        "Import of pallets/flask started…"
    ]


def test_second_import_is_refused_and_names_the_running_one(make_user):
    alice = make_user("alice")
    running = admission.admit(alice.id, REF)
    with pytest.raises(ImportInProgress) as refusal:
        admission.admit(alice.id, RepoRef("github.com", "pallets/click"))
    assert refusal.value.job_public_id == running.public_id
    assert _jobs() == 1


def test_the_lease_refuses_even_when_the_check_saw_nothing(make_user, monkeypatch):
    """What two simultaneous submits come to: both checks pass, the row's UPDATE decides."""
    alice = make_user("alice")
    admission.admit(alice.id, REF)
    monkeypatch.setattr(admission, "_refuse", lambda *_: None)
    with pytest.raises(ImportInProgress):
        admission.admit(alice.id, RepoRef("github.com", "pallets/click"))
    assert _jobs() == 1


def test_two_people_import_at_the_same_time(make_user):
    alice, bob = make_user("alice"), make_user("bob")
    admission.admit(alice.id, REF)
    admission.admit(bob.id, REF)
    assert _jobs() == 2


def test_imported_repository_is_refused_in_any_case_of_letters(make_user):
    alice = make_user("alice")
    project = _import(alice.id)
    with pytest.raises(DuplicateImport) as refusal:
        admission.admit(alice.id, RepoRef("github.com", "Pallets/FLASK"))
    assert refusal.value.project_id == project.id


def test_somebody_elses_import_is_no_duplicate(make_user):
    alice, bob = make_user("alice"), make_user("bob")
    _import(alice.id)
    assert admission.admit(bob.id, REF).state == JobState.QUEUED


def test_renamed_repository_is_refused_under_both_names(make_user):
    alice = make_user("alice")
    old, new = RepoRef("github.com", "mitsuhiko/flask"), REF
    job = admission.admit(alice.id, old)
    run = runs.claim(job.id, None)
    publish.publish(run, snapshot(new), analyse(snapshot(new)))
    for name in (old, new):
        with pytest.raises(DuplicateImport):
            admission.admit(alice.id, name)


def test_old_name_is_asked_again_once_it_may_belong_to_somebody_else(make_user, monkeypatch):
    alice = make_user("alice")
    old = RepoRef("github.com", "mitsuhiko/flask")
    job = admission.admit(alice.id, old)
    publish.publish(runs.claim(job.id, None), snapshot(REF), analyse(snapshot(REF)))
    monkeypatch.setattr(duplicates, "FORMER_NAME_TRUSTED", -duplicates.FORMER_NAME_TRUSTED)
    assert admission.admit(alice.id, old).state == JobState.QUEUED


def test_discovered_rename_is_stored(make_user):
    alice = make_user("alice")
    project = _import(alice.id, RepoRef("github.com", "mitsuhiko/flask"))
    with writing() as session:
        duplicates.follow_rename(session, project, REF, REF)
    with pytest.raises(DuplicateImport):
        admission.admit(alice.id, REF)
    assert db.session.get_one(Project, project.id, populate_existing=True).path == "pallets/flask"


def test_same_name_of_two_owners_gets_two_slugs(make_user):
    alice = make_user("alice")
    slugs = [
        _import(alice.id, RepoRef("github.com", f"{owner}/flask"), forge_repo_id=str(number)).slug
        for number, owner in enumerate(("pallets", "alice", "pallets-eco"))
    ]
    assert slugs == ["flask", "flask-alice", "flask-pallets-eco"]
