"""Real repositories, served from a folder beside the project."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from tests.unit.tools.conftest import SHARED
from tools.sample_forge.control import SampleForge

CORPUS = SHARED / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus")
FOLDERS = sorted(CORPUS.glob("*__*"))


@pytest.fixture(scope="module")
def forge() -> Iterator[SampleForge]:
    with SampleForge(corpus=CORPUS, anonymous_limit=10_000) as running:
        yield running


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_real_repository_is_served_as_recorded(forge: SampleForge, folder: Path):
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    url = f"{forge.api_url}/repos/{meta['full_name']}"
    facts = requests.get(url, timeout=20).json()
    tree = requests.get(f"{url}/git/trees/HEAD?recursive=1", timeout=20).json()
    assert facts["full_name"] == meta["full_name"]
    assert (facts["license"] or {}).get("spdx_id") == meta["licence"]
    assert facts["default_branch"] == meta["default_branch"]
    assert (tree["sha"], len(tree["tree"])) == (meta["head_sha"], meta["tree_entries"])
    by_tree = requests.get(f"{url}/git/trees/{meta['tree_sha']}", timeout=20).json()
    assert by_tree["sha"] == meta["tree_sha"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_files_of_a_real_repository_are_what_its_tree_says(forge: SampleForge, folder: Path):
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    url = f"{forge.api_url}/repos/{meta['full_name']}/git/trees/HEAD?recursive=1"
    shas = {row["path"]: row["sha"] for row in requests.get(url, timeout=20).json()["tree"]}
    for path in [*meta["readmes"], *meta["licence_files"], *meta["manifests"]]:
        raw = f"{forge.raw_url}/{meta['full_name']}/{meta['head_sha']}/{quote(path)}"
        data = requests.get(raw, timeout=20).content
        assert hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == shas[path], path


def test_a_file_that_is_not_in_the_folder_is_not_found(forge: SampleForge):
    raw = f"{forge.raw_url}/pallets/flask/HEAD"
    assert requests.get(f"{raw}/src/flask/app.py", timeout=20).status_code == 404
    assert requests.get(f"{raw}/meta.json", timeout=20).status_code == 404


def test_languages_are_counted_from_the_tree(forge: SampleForge):
    url = f"{forge.api_url}/repos/pallets/flask/languages"
    languages = requests.get(url, timeout=20).json()
    assert next(iter(languages)) == "Python"
    assert languages["Python"] > 100_000


def test_the_written_repositories_are_there_as_well(forge: SampleForge):
    url = f"{forge.api_url}/repos/harbour/tidewater"
    assert requests.get(url, timeout=20).status_code == 200
