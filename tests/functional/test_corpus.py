"""All real repositories of ../shared/corpus, imported the whole way."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from importer import tasks
from importer.accounts import users
from importer.app import create_app
from importer.config import load
from importer.database import db
from importer.models import ImportJob, JobState, Project, User
from importer.workflow import pipeline, readmes
from tests.conftest import SHARED
from tests.support import tables
from tools.sample_forge.control import SampleForge

CORPUS = SHARED / "corpus"
FOLDERS = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FOLDERS, reason="no ../shared/corpus")

# Name → language most bytes are in, as one sees it in the tree.
LANGUAGES = {
    "BurntSushi/ripgrep": "Rust",
    "DapperLib/Dapper": "C#",
    "alphapapa/org-ql": "Emacs Lisp",
    "calvinwilliams/hetao": "C",
    "coleifer/huey": "Python",
    "elixir-ecto/ecto": "Elixir",
    "gin-gonic/gin": "Go",
    "id-Software/DOOM": "C",
    "kelektiv/node.bcrypt.js": "C++",
    "laravel/laravel": "PHP",
    "octocat/Hello-World": "",
    "pallets/flask": "Python",
    "rails/propshaft": "Ruby",
    "ruanyf/weekly": "",
    "rust-lang/mdBook": "Rust",
    "sindresorhus/awesome": "",
    "spring-projects/spring-petclinic": "Java",
    "torvalds/pesconvert": "C",
}
# A sentence only the right README, rightly decoded, contains.
SENTENCES = {
    "calvinwilliams/hetao": "高性能",
    "ruanyf/weekly": "科技爱好者周刊",
    "pallets/flask": "lightweight",
    "coleifer/huey": "task queue",
    "alphapapa/org-ql": "query language",
    "id-Software/DOOM": "DOOM",
    "octocat/Hello-World": "Hello World!",
    "sindresorhus/awesome": "Awesome",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An instance with every repository of the corpus imported by one person."""
    folder = tmp_path_factory.mktemp("corpus")
    with SampleForge(corpus=CORPUS, anonymous_limit=10_000) as forge:
        settings = {"INSTANCE_PATH": str(folder / "instance"), **forge.environment()}
        app = create_app(load(settings))
        with app.app_context():
            tables.make()
            user = users.create("alice", "alice@example.org", "correct horse")
            for meta in map(_meta, FOLDERS):
                _import(user, f"{forge.web_url}/{meta['full_name']}")
            yield app
            app.extensions["repofolio"].sandbox.close()
            db.session.remove()
            db.engine.dispose()


def _import(user: User, address: str) -> None:
    job = tasks.submit(user, address)
    pipeline.run(job.id, tasks.toolbox(), None, threading.Event())
    ended = db.session.get_one(ImportJob, job.id, populate_existing=True)
    assert ended.state == JobState.SUCCEEDED, f"{address}: {ended.error}"


def _meta(folder: Path) -> dict[str, object]:
    meta: dict[str, object] = json.loads((folder / "meta.json").read_text())
    return meta


def _project(meta: dict[str, object]) -> Project:
    return db.session.scalars(select(Project).where(Project.path == meta["full_name"])).one()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_real_repository(imported: Flask, folder: Path):
    meta = _meta(folder)
    project = _project(meta)
    readme = project.analysis["readme"]
    assert (readme["path"] if readme else None) == next(iter(meta["readmes"]), None)
    assert project.primary_language == LANGUAGES[meta["full_name"]]
    assert project.commit == meta["head_sha"]
    assert SENTENCES.get(meta["full_name"], "") in readmes.html_of(project)
    licence = project.analysis["licence"]
    if meta["licence"] not in (None, "NOASSERTION"):
        assert licence["spdx_id"] == meta["licence"]
    elif meta["licence"] is None:
        assert licence is None


def test_several_licences_are_told_together(imported: Flask):
    project = db.session.scalars(select(Project).where(Project.slug == "ripgrep")).one()
    assert set(project.analysis["licence"]["spdx_id"].split(" OR ")) == {"MIT", "Unlicense"}
