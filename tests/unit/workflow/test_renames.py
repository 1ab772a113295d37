"""Repositories that changed their names: one project each, whatever they are asked for as."""

from importer.database import db, writing
from importer.models import JobState, Project
from importer.snapshot import RepoRef
from importer.workflow import duplicates

from .conftest import Instance, events, fresh, project_of, projects

OLD, NEW = "glass/prism", "lumen/prism-next"


def _key(instance: Instance, path: str) -> str:
    return instance.toolbox.forges.parse(path).source_key


def _call(instance: Instance, project: Project, path: str) -> None:
    """Let the project carry another name, as if the repository had had it when imported."""
    with writing() as session:
        row = session.get_one(Project, project.id)
        row.path, row.source_key = path, _key(instance, path)
        row.former_key = row.former_seen_at = None


def test_renamed_repository_is_stored_under_its_new_name(instance):
    job = instance.import_(OLD)
    assert job.state == JobState.SUCCEEDED
    project = project_of(job)
    assert (project.path, project.source_key) == (NEW, _key(instance, NEW))
    assert project.former_key == _key(instance, OLD)
    assert project.web_url.endswith(NEW)
    assert events(job)[-1].message == f"Successfully imported {NEW}"


def test_old_name_of_an_imported_repository_is_a_duplicate_with_its_project(instance):
    project = project_of(instance.import_(NEW))
    job = instance.import_(OLD)
    assert (job.state, job.error_code) == (JobState.FAILED, "DUPLICATE_IMPORT")
    assert (job.error, job.project_id) == ("Repository already imported", project.id)
    assert instance.lease_is_free
    assert len(projects()) == 1
    # From now on the old name is known here, and nobody need be asked.
    old = RepoRef(project.host, OLD)
    assert duplicates.by_address(db.session(), project.user_id, old) is not None


def test_old_name_costs_only_the_first_look(instance, forge):
    instance.import_(NEW)
    forge.misbehave(r"/(languages|contributors|releases)", answer="server_error")
    asked = len(forge.requests())
    instance.import_(OLD)
    paths = [call["path"] for call in forge.requests()[asked:]]
    files = [path for path in paths if "/raw/" in path and "/HEAD/" not in path]
    assert not files
    assert not [path for path in paths if "/languages" in path]


def test_project_follows_its_repository_to_the_new_name(instance):
    project = project_of(instance.import_(NEW))
    _call(instance, project, "glass/prism-0")
    job = instance.import_(OLD)
    assert (job.error_code, job.project_id) == ("DUPLICATE_IMPORT", project.id)
    moved = fresh_project(project)
    assert (moved.path, moved.former_key) == (NEW, _key(instance, OLD))


def test_two_renames_that_collide_leave_both_projects_as_they_are(instance, caplog):
    """The repository bears a name that another project still carries from before."""
    project = project_of(instance.import_(NEW))
    other = project_of(instance.import_("harbour/tidewater"))
    _call(instance, project, "glass/prism-0")
    _call(instance, other, NEW)
    job = instance.import_(OLD)
    assert (job.state, job.error_code) == (JobState.FAILED, "DUPLICATE_IMPORT")
    assert job.project_id == project.id
    assert [one.path for one in projects()] == ["glass/prism-0", NEW]
    assert instance.lease_is_free
    assert "Traceback" not in caplog.text


def test_new_repository_under_a_name_a_project_still_carries_is_no_second_project(instance, caplog):
    other = project_of(instance.import_("harbour/tidewater"))
    _call(instance, other, NEW)
    job = instance.import_(OLD)
    assert (job.state, job.error_code) == (JobState.FAILED, "DUPLICATE_IMPORT")
    assert job.project_id == other.id
    assert len(projects()) == 1
    assert "Traceback" not in caplog.text


def test_renamed_repository_is_another_persons_own_affair(instance, make_user):
    instance.import_(NEW)
    instance.user = make_user("bob")
    assert instance.import_(OLD).state == JobState.SUCCEEDED
    assert [one.path for one in projects()] == [NEW, NEW]


def test_duplicate_that_only_the_forge_could_tell_can_be_followed_by_another_import(instance):
    instance.import_(NEW)
    job = instance.import_(OLD)
    assert fresh(job).finished
    assert instance.import_("harbour/tidewater").state == JobState.SUCCEEDED


def fresh_project(project: Project) -> Project:
    return db.session.get_one(Project, project.id, populate_existing=True)
