"""Who may see a project, and who may change it."""

from collections.abc import Callable

import pytest
from flask import Flask

from importer import audit
from importer.database import db, writing
from importer.models import ImportJob, Project, User
from importer.workflow import edits, listing, projects

MakeProject = Callable[..., Project]


@pytest.fixture
def make_project() -> MakeProject:
    def make(owner: User, name: str, **values: object) -> Project:
        project = Project(
            user_id=owner.id,
            forge="github",
            host="github.com",
            path=f"a/{name}",
            source_key=f"github.com/a/{name}",
            forge_repo_id=name,
            web_url=f"https://github.com/a/{name}",
            slug=name,
            title=name,
            **values,
        )
        with writing() as session:
            session.add(project)
        return project

    return make


@pytest.mark.usefixtures("any_app")
def test_private_projects_are_visible_to_their_owner_alone(
    make_user: Callable[..., User], make_project: MakeProject
) -> None:
    alice, bob = make_user("alice"), make_user("bob")
    make_project(alice, "secret")
    make_project(alice, "open", is_public=True)
    session = db.session()

    def seen(name: str, viewer_id: int | None) -> bool:
        return projects.visible(session, "Alice", name, viewer_id=viewer_id) is not None

    assert seen("secret", alice.id)
    assert not seen("secret", bob.id)
    assert not seen("secret", None)
    assert seen("open", None)
    assert not seen("nothing", alice.id)


@pytest.mark.usefixtures("any_app")
def test_showcased_projects_come_first_then_the_newest(
    make_user: Callable[..., User], make_project: MakeProject
) -> None:
    alice = make_user("alice")
    for name, is_showcase in (("first", True), ("second", False), ("third", False)):
        make_project(alice, name, is_showcase=is_showcase, is_public=name != "third")
    session = db.session()
    own = projects.of_user(session, alice, viewer_id=alice.id)
    assert [project.slug for project in own] == ["first", "third", "second"]
    public = projects.of_user(session, alice, viewer_id=None)
    assert [project.slug for project in public] == ["first", "second"]


@pytest.mark.usefixtures("any_app")
def test_only_the_owner_gets_a_project_to_change(
    make_user: Callable[..., User], make_project: MakeProject
) -> None:
    alice, bob = make_user("alice"), make_user("bob")
    project = make_project(alice, "one", is_public=True)
    session = db.session()
    assert projects.owned(session, bob.id, project.id) is None
    assert projects.owned(session, alice.id, project.id) is not None


def test_switches_and_deletion_reach_the_row(
    app: Flask, make_user: Callable[..., User], make_project: MakeProject
) -> None:
    assert app
    project = make_project(make_user(), "one")
    projects.set_visibility(project, is_public=True)
    projects.set_showcase(project, is_showcase=True)
    db.session.refresh(project)
    assert project.is_public
    assert project.is_showcase
    projects.delete(project)
    assert db.session.get(Project, project.id) is None


@pytest.mark.usefixtures("any_app")
def test_an_import_outlives_its_project(
    make_user: Callable[..., User], make_project: MakeProject
) -> None:
    alice = make_user("alice")
    project = make_project(alice, "one")
    with writing() as session:
        session.add(
            ImportJob(
                user_id=alice.id,
                forge="github",
                host="github.com",
                path="a/one",
                source_key="github.com/a/one",
                state="succeeded",
                project_id=project.id,
            )
        )
    assert _slugs_of_imports(alice) == ["one"]
    projects.delete(project)
    assert _slugs_of_imports(alice) == [None]


def _slugs_of_imports(user):
    (part,) = listing.read(db.session(), user.id, listing.Wanted()).parts
    return [row.slug for row in part.rows]


@pytest.mark.usefixtures("any_app")
def test_the_owner_reads_in_their_log_who_may_see_a_page_since_when(
    make_user: Callable[..., User], make_project: MakeProject
) -> None:
    alice = make_user()
    project = make_project(alice, "one")
    projects.set_visibility(project, is_public=True, address="192.0.2.1")
    projects.set_visibility(project, is_public=True, address="192.0.2.2")
    edits.change(project, {"title": "One"}, is_public=True, address="192.0.2.3")
    edits.change(project, {"title": "Two"}, is_public=False, address="192.0.2.4")
    told = [
        (event.kind, event.address, event.detail)
        for event in audit.of_user(db.session(), alice.id)
        if event.kind.startswith("project_")
    ]
    assert told == [
        ("project_made_private", "192.0.2.4", project.path),
        ("project_made_public", "192.0.2.1", project.path),
    ]
