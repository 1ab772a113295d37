"""Images are fetched once, checked, kept with their project, and gone with it."""

import dataclasses
import io
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image as Pixels
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.http import HttpClient
from importer.models import Image, ImageSet, Project, ProjectImage, User
from importer.sandbox import Sandbox
from importer.workflow import image_sets, images, projects
from importer.workflow.overrides import Overrides
from importer.workflow.toolbox import Toolbox
from tests.unit.http.conftest import Route, Server, text

GOING, STOPPING = threading.Event(), threading.Event()
STOPPING.set()
COMMIT = "c0ffee" * 6 + "c0ff"


def png(width: int = 640, height: int = 400, colour: str = "teal") -> bytes:
    kept = io.BytesIO()
    Pixels.new("RGB", (width, height), colour).save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.httpd.shutdown()
    server.httpd.server_close()


@pytest.fixture
def toolbox(any_app: Flask, server: Server, sandbox: Sandbox) -> Iterator[Toolbox]:
    http = HttpClient(frozenset({("127.0.0.1", server.port)}))
    settings = dataclasses.replace(
        any_app.extensions["repofolio"].settings,
        github_raw_url=server.url("/raw"),
        github_token="sesame",
    )
    yield dataclasses.replace(
        any_app.extensions["repofolio"], http=http, sandbox=sandbox, overrides=Overrides(settings)
    )
    http.close()


MakeProject = Callable[..., Project]


@pytest.fixture
def make_project(toolbox: Toolbox, make_user: Callable[..., User]) -> MakeProject:
    owner = make_user("alice")

    def make(*addresses: str, name: str = "r", **values: object) -> Project:
        html = "".join(f'<p><img src="{address}" alt="Seen"></p>' for address in addresses)
        project = Project(
            user_id=owner.id,
            forge="github",
            host="github.com",
            path=f"o/{name}",
            source_key=f"github.com/o/{name}",
            forge_repo_id=name,
            web_url=f"https://github.com/o/{name}",
            commit=COMMIT,
            slug=name,
            title=name,
            readme_html=html,
            **values,
        )
        with writing() as session:
            session.add(project)
        return project

    return make


def rows(project: Project) -> list[ProjectImage]:
    db.session.commit()
    own = (ProjectImage.project_id == project.id, ProjectImage.role != "thumb")
    query = select(ProjectImage).where(*own)
    return list(
        db.session.scalars(
            query.order_by(ProjectImage.position), execution_options={"populate_existing": True}
        )
    )


def image_set(project: Project) -> ImageSet:
    return db.session.get_one(ImageSet, project.id, populate_existing=True)


def stored() -> list[str]:
    db.session.commit()
    return list(db.session.scalars(select(Image.sha256)))


def test_what_a_page_shows_is_fetched_and_its_head_chosen(toolbox, server, make_project):
    server.routes["/b.png"] = text(png(900, 500))
    server.routes["/logo.png"] = text(png(128, 128))
    server.routes["/face"] = text(png(460, 460, "red"))
    face = {"login": "ada", "avatar_url": server.url("/face")}
    project = make_project(
        server.url("/logo.png"), server.url("/b.png"), facts={"contributors": [face]}
    )
    assert image_sets.due() == [project.id]
    images.fetch(project.id, toolbox, GOING)
    found = images.of_project(db.session(), project.id)
    assert [(one.role, one.label, one.width) for one in found] == [
        ("logo", "Seen", 128),
        ("image", "Seen", 900),
        ("avatar", "ada", 64),
    ]
    assert image_set(project).hero_source == "readme"
    assert image_set(project).hero_sha256 == found[1].sha256
    assert image_sets.due() == []
    small = images.thumbnail(db.session(), project)
    assert db.session.get_one(Image, small).width == 640


def test_a_picture_of_the_tree_is_fetched_with_the_others(toolbox, server, make_project):
    server.routes |= {"/small.png": text(png(300, 40)), "/shot.png": text(png(900, 500))}
    address = server.url("/shot.png")
    offered = {"url": address, "role": "screenshot", "source": "shot.png", "from_tree": True}
    project = make_project(server.url("/small.png"), analysis={"images": [offered]})
    images.fetch(project.id, toolbox, GOING)
    assert [row.url for row in rows(project)] == [address, server.url("/small.png")]
    assert image_set(project).hero_source == "tree"
    assert image_set(project).hero_sha256 == rows(project)[0].sha256


def _long_body(handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(50_000_000))
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(png() + bytes(1_000_000))


BAD: dict[str, Route] = {
    "/page.png": text(b"<!doctype html><script>alert(1)</script>", Content_Type="image/png"),
    "/huge.png": _long_body,
    "/gone.png": text(b"", 404),
    "/inward.png": text(b"", 302, Location="http://127.0.0.1:1/secret"),
    "/file.png": text(b"", 302, Location="file:///etc/passwd"),
    "/lfs.png": text(b"version https://git-lfs.github.com/spec/v1\noid sha256:0"),
}


def test_what_is_no_image_is_refused_with_a_reason_and_the_rest_is_kept(
    toolbox, server, make_project
):
    server.routes |= {**BAD, "/good.png": text(png())}
    project = make_project(*map(server.url, BAD), server.url("/good.png"))
    images.fetch(project.id, toolbox, GOING)
    *bad, good = rows(project)
    assert len(bad) == len(BAD)
    assert all(row.sha256 is None and row.problem for row in bad)
    assert good.sha256 in stored()
    assert image_set(project).is_done


def test_redirects_end_somewhere(toolbox, server, make_project):
    for hop in range(9):
        server.routes[f"/{hop}"] = text(b"", 302, Location=f"/{hop + 1}")
    server.routes |= {"/9": text(png())}
    project = make_project(server.url("/0"), server.url("/5"))
    images.fetch(project.id, toolbox, GOING)
    assert [bool(row.sha256) for row in rows(project)] == [False, True]


def test_two_projects_share_one_copy_until_the_last_is_deleted(toolbox, server, make_project):
    server.routes["/a.png"] = text(png())
    first, second = (make_project(server.url("/a.png"), name=name) for name in "ab")
    for project in (first, second):
        images.fetch(project.id, toolbox, GOING)
    both = stored()
    projects.delete(first)
    assert stored() == both
    projects.delete(second)
    assert stored() == []
    assert db.session.scalars(select(ImageSet)).all() == []


def test_a_sweep_removes_what_no_project_shows(toolbox, server, make_project):
    server.routes["/a.png"] = text(png())
    project = make_project(server.url("/a.png"))
    images.fetch(project.id, toolbox, GOING)
    assert image_sets.sweep_orphans() == 0
    with writing() as session:
        session.execute(update(ProjectImage).values(sha256=None))
    assert image_sets.sweep_orphans() > 0
    assert stored() == []


def test_an_import_anew_fetches_anew_but_not_what_cannot_have_changed(
    toolbox, server, make_project
):
    pinned = f"/raw/o/r/{COMMIT}/a.png"
    server.routes |= {pinned: text(png()), "/badge.png": text(png(90, 20))}
    project = make_project(server.url(pinned), server.url("/badge.png"))
    images.fetch(project.id, toolbox, GOING)
    images.fetch(project.id, toolbox, GOING)
    assert (server.count(pinned), server.count("/badge.png")) == (1, 1)
    with writing() as session:
        later = project.imported_at + timedelta(seconds=1)
        session.execute(update(Project).values(imported_at=later))
    assert image_sets.due() == [project.id]
    server.routes["/badge.png"] = text(b"", 500)
    images.fetch(project.id, toolbox, GOING)
    assert (server.count(pinned), server.count("/badge.png")) == (1, 2)
    assert all(row.sha256 for row in rows(project))


def test_only_the_files_of_a_private_repository_are_asked_for_with_its_token(
    toolbox, server, make_project
):
    own, others = f"/raw/o/r/{COMMIT}/a.png", f"/raw/o/secrets/{COMMIT}/a.png"
    server.routes |= {own: text(png()), others: text(b"", 404)}
    project = make_project(server.url(own), server.url(others), facts={"visibility": "private"})
    images.fetch(project.id, toolbox, GOING)
    sent = {path: headers.get("authorization") for path, headers in server.seen}
    assert sent == {own: "Bearer sesame", others: None}


def test_a_worker_that_stops_gives_the_images_back(toolbox, server, make_project):
    server.routes["/a.png"] = text(png())
    project = make_project(server.url("/a.png"))
    images.fetch(project.id, toolbox, STOPPING)
    assert image_sets.due() == [project.id]
    images.fetch(project.id, toolbox, GOING)
    assert image_set(project).is_done


def test_one_of_two_fetches_and_a_dead_one_is_replaced(toolbox, make_project):
    project = make_project()
    assert image_sets.claim(project.id)
    assert image_sets.claim(project.id) is None
    assert image_sets.due() == []
    with writing() as session:
        session.execute(update(ImageSet).values(claimed_at=now() - image_sets.LOST_AFTER * 2))
    assert image_sets.due() == [project.id]
    assert image_sets.claim(project.id)


def test_images_of_a_private_project_are_its_owners(toolbox, server, make_project, make_user):
    server.routes["/a.png"] = text(png())
    project = make_project(server.url("/a.png"), is_public=False)
    images.fetch(project.id, toolbox, GOING)
    sha256, bob = rows(project)[0].sha256, make_user("bob")
    assert bob.id != project.user_id

    def seen_by(viewer_id: int | None) -> bool:
        return images.visible(db.session(), project.id, sha256, viewer_id=viewer_id) is not None

    assert [seen_by(one) for one in (project.user_id, bob.id, None)] == [True, False, False]
    projects.set_visibility(project, is_public=True)
    assert seen_by(None)
