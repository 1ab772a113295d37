"""Real repositories, served by the sample forge with their real trees."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from importer.forges.base import ANONYMOUS, Allowance
from importer.forges.github import GitHub
from importer.http import HttpClient
from importer.snapshot import RepoRef
from tools.sample_forge.control import SampleForge

from .conftest import go_on

CORPUS = Path(__file__).parents[5] / "shared" / "corpus"
FOLDERS = sorted(path.parent for path in CORPUS.glob("*/meta.json"))

pytestmark = pytest.mark.skipif(not FOLDERS, reason="no ../shared/corpus")


@pytest.fixture(scope="module")
def github() -> Iterator[GitHub]:
    with SampleForge(corpus=CORPUS, anonymous_limit=1000) as forge:
        http = HttpClient(frozenset({("127.0.0.1", forge.port)}))
        yield GitHub(forge.web_url, forge.api_url, forge.raw_url, http)
        http.close()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_real_repository_arrives(github: GitHub, folder: Path) -> None:
    facts = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    allowance = Allowance(5)
    ref = RepoRef(github.host, facts["full_name"])
    overview = github.resolve(ref, ANONYMOUS, allowance, go_on)
    snapshot = github.fetch(overview, ANONYMOUS, allowance, go_on)
    assert snapshot.commit == facts["head_sha"]
    assert len(snapshot.tree) == facts["tree_entries"]
    assert [file.path for file in snapshot.readmes] == facts["readmes"][:1]
    for readme in snapshot.readmes:
        assert readme.data == (folder / readme.path).read_bytes()
    # That there is a makefile says all there is to say.
    wanted = {path for path in facts["manifests"] if not path.endswith("Makefile")}
    assert wanted <= {file.path for file in snapshot.manifests}
    assert (snapshot.licence.spdx_id if snapshot.licence else None) == facts["licence"]
    if facts["licence"] == "NOASSERTION":
        assert {file.path for file in snapshot.licence_files} == set(facts["licence_files"])
    assert allowance.spent == 5
