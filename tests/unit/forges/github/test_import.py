"""Whole imports from the sample forge: what comes, in how many calls and waves."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from importer.errors import RateLimited, RepositoryNotFound
from importer.forges.github import GitHub
from importer.forges.github.files import LIKELY_READMES
from importer.snapshot import RepoRef
from tools.sample_forge.control import SampleForge

from .conftest import DEMO, Importer, codes


def test_facts_files_and_extras_arrive(importer: Importer) -> None:
    snapshot = importer.run("northgate/parcel-api")
    assert snapshot.ref == RepoRef(importer.github.host, "northgate/parcel-api")
    assert snapshot.licence is not None
    assert snapshot.licence.spdx_id == "Apache-2.0"
    assert len(snapshot.commit or "") == 40
    assert snapshot.web_url == f"{importer.forge.web_url}/northgate/parcel-api"
    assert snapshot.raw_url == f"{importer.forge.raw_url}/northgate/parcel-api"
    assert [file.path for file in snapshot.readmes] == ["README.md"]
    assert {"Dockerfile", "docker-compose.yml", "go.mod"} <= {m.path for m in snapshot.manifests}
    assert snapshot.languages[0][0] == "Go"
    assert snapshot.languages == tuple(sorted(snapshot.languages, key=lambda one: -one[1]))
    assert snapshot.release is not None
    assert snapshot.contributors
    assert snapshot.created_at is not None
    assert snapshot.created_at.tzinfo is not None
    assert not snapshot.warnings
    assert not snapshot.is_empty


def test_anonymous_import_spends_five_calls_and_files_none(importer: Importer) -> None:
    importer.run("northgate/parcel-api")
    counts = importer.forge.counts()
    assert (counts["api"], counts["quota"]) == (5, 5)
    assert counts["raw"] >= 5
    assert importer.allowance.spent == 5
    assert importer.allowance.observed is not None
    assert importer.allowance.observed.remaining == 55


def test_raw_files_are_read_by_commit(importer: Importer) -> None:
    snapshot = importer.run("harbour/tidewater")
    paths = _raw_paths(importer)
    guesses = [path for path in paths if "/HEAD/" in path]
    assert sorted(guesses) == sorted(
        f"/raw/harbour/tidewater/HEAD/{name}" for name in LIKELY_READMES
    )
    others = [path for path in paths if path not in guesses]
    assert others
    assert all(f"/{snapshot.commit}/" in path for path in others)


def test_readme_that_was_guessed_is_not_asked_for_again(importer: Importer) -> None:
    snapshot = importer.run("northgate/parcel-api")
    assert [file.path for file in snapshot.readmes] == ["README.md"]
    assert [path for path in _raw_paths(importer) if path.endswith("README.md")] == [
        "/raw/northgate/parcel-api/HEAD/README.md"
    ]


def test_guess_that_fails_costs_nothing_but_itself(importer: Importer) -> None:
    importer.forge.misbehave(r"/HEAD/README.md$", answer="server_error")
    snapshot = importer.run("northgate/parcel-api")
    assert [file.path for file in snapshot.readmes] == ["README.md"]
    assert snapshot.warnings == ()
    readmes = [path for path in _raw_paths(importer) if path.endswith("README.md")]
    assert [path.split("/")[4] for path in readmes] == ["HEAD", snapshot.commit]


def test_readme_that_is_a_link_needs_no_third_wave(importer: Importer) -> None:
    snapshot = importer.run("northgate/ledgerbook")
    assert snapshot.readmes
    assert snapshot.readmes[0].path != "README.md"
    by_commit = [path for path in _raw_paths(importer) if f"/{snapshot.commit}/" in path]
    assert f"/raw/northgate/ledgerbook/{snapshot.commit}/README.md" not in by_commit


def _raw_paths(importer: Importer) -> list[str]:
    return [r["path"] for r in importer.forge.requests() if r["path"].startswith("/raw/")]


def test_an_import_is_two_waves_and_all_calls_of_a_wave_are_under_way_at_once(
    importer: Importer,
) -> None:
    first = importer.forge.holding(r"/repos/northgate/parcel-api($|/git/trees)|/HEAD/")
    second = importer.forge.holding(r"/(languages|releases|contributors|raw/.*/[0-9a-f]{40})/?")
    with first as facts_tree_and_guesses, second as all_the_rest, ThreadPoolExecutor(1) as pool:
        done = pool.submit(importer.run, "northgate/parcel-api")
        facts_tree_and_guesses.wait(at_least=2 + len(LIKELY_READMES))
        assert importer.forge.counts()["requests"] == 2 + len(LIKELY_READMES)
        facts_tree_and_guesses.release()
        # Three optional parts of the API and every manifest.
        all_the_rest.wait(at_least=7)
        all_the_rest.release()
        assert done.result(timeout=30)


def test_connections_are_reused_between_imports(importer: Importer) -> None:
    for _ in range(3):
        importer.run("northgate/parcel-api")
    assert importer.forge.counts()["requests"] >= 3 * 9
    assert importer.forge.connections() <= 12


@pytest.mark.parametrize(
    ("calls", "missing"),
    [
        (5, []),
        (4, ["CONTRIBUTORS_SKIPPED"]),
        (3, ["RELEASE_SKIPPED", "CONTRIBUTORS_SKIPPED"]),
        (2, ["LANGUAGES_SKIPPED", "RELEASE_SKIPPED", "CONTRIBUTORS_SKIPPED"]),
    ],
)
def test_smaller_allowance_leaves_out_the_less_useful(
    importer: Importer, calls: int, missing: list[str]
) -> None:
    snapshot = importer.run("northgate/parcel-api", calls)
    assert codes(snapshot) == missing
    assert importer.forge.counts()["quota"] == calls
    assert snapshot.readmes


def test_allowance_too_small_for_the_first_wave_is_a_limit(importer: Importer) -> None:
    with pytest.raises(RateLimited):
        importer.run("northgate/parcel-api", 1)


def test_optional_calls_stop_where_the_forge_says_nothing_is_left(importer: Importer) -> None:
    importer.forge.set_rate(remaining=2)
    snapshot = importer.run("northgate/parcel-api", None)
    assert importer.forge.counts()["api"] == 2
    assert "LANGUAGES_SKIPPED" in codes(snapshot)


def test_private_repository_needs_the_token_also_for_its_files(importer: Importer) -> None:
    with pytest.raises(RepositoryNotFound):
        importer.run("demo/ledger-private")
    importer.credential = DEMO
    snapshot = importer.run("demo/ledger-private", None)
    assert snapshot.visibility == "private"
    assert [file.path for file in snapshot.readmes] == ["README.md"]
    raw = [r for r in importer.forge.requests() if r["path"].startswith("/raw/")]
    guesses = [r for r in raw if "/HEAD/" in r["path"]]
    assert {(r["authorized"], r["status"]) for r in guesses} == {(False, 404)}
    files = [r for r in raw if r not in guesses]
    assert {(r["authorized"], r["status"]) for r in files} == {(True, 200)}


def test_token_is_not_sent_to_the_raw_host_for_public_files(importer: Importer) -> None:
    importer.credential = DEMO
    importer.run("northgate/parcel-api", None)
    asked = importer.forge.requests()
    assert all(r["authorized"] for r in asked if "/api/v3/" in r["path"])
    assert not any(r["authorized"] for r in asked if r["path"].startswith("/raw/"))


def test_renamed_repository_comes_under_its_new_name(importer: Importer) -> None:
    snapshot = importer.run("glass/prism", None)
    assert snapshot.ref.path == "lumen/prism-next"
    assert snapshot.forge_repo_id == importer.run("lumen/prism-next").forge_repo_id
    assert snapshot.readmes


def test_renamed_repository_has_the_whole_tree(importer: Importer) -> None:
    assert importer.run("glass/prism", None).tree == importer.run("lumen/prism-next").tree


def test_hops_of_a_rename_cost_quota(importer: Importer) -> None:
    importer.run("glass/prism")
    assert importer.forge.counts()["quota"] == importer.allowance.spent == 5


def test_case_of_the_address_is_replaced_by_the_forges_own(importer: Importer) -> None:
    assert importer.run("NORTHGATE/Parcel-API").ref.path == "northgate/parcel-api"


def test_empty_repository_is_no_error(importer: Importer) -> None:
    snapshot = importer.run("demo/blank-slate")
    assert snapshot.is_empty
    assert (snapshot.commit, snapshot.tree, snapshot.readmes) == (None, (), ())
    assert snapshot.default_branch
    assert importer.forge.counts()["quota"] == 2


def test_missing_head_is_asked_for_by_branch(importer: Importer) -> None:
    importer.forge.misbehave(r"/git/trees/HEAD", answer="not_found")
    snapshot = importer.run("northgate/parcel-api")
    assert not snapshot.is_empty
    assert snapshot.readmes


def test_cut_tree_gets_its_root_listed(importer: Importer) -> None:
    snapshot = importer.run("giants/archipelago-cut")
    assert snapshot.tree_truncated
    paths = [entry.path for entry in snapshot.tree]
    assert len(paths) == len(set(paths))
    assert {"README.md", "src", "zz"} <= set(paths)
    assert [file.path for file in snapshot.readmes] == ["README.md"]
    assert codes(snapshot) == ["TREE_TRUNCATED", "CONTRIBUTORS_SKIPPED"]
    assert importer.forge.counts()["quota"] == 5


def test_cut_tree_is_kept_where_its_root_costs_too_much(importer: Importer) -> None:
    snapshot = importer.run("giants/archipelago-cut", 2)
    assert snapshot.tree_truncated
    assert codes(snapshot)[0] == "TREE_TRUNCATED"
    importer.forge.misbehave(r"/git/trees/[0-9a-f]{40}", answer="server_error")
    assert importer.run("giants/archipelago-cut", None).tree_truncated


def test_huge_tree_arrives_whole(importer: Importer) -> None:
    snapshot = importer.run("giants/archipelago")
    assert not snapshot.tree_truncated
    assert len(snapshot.tree) > 10_000
    assert [file.path for file in snapshot.manifests] == ["zz/package.json"]


def test_fork_archive_and_template_are_told(importer: Importer) -> None:
    fork = importer.run("demo/tidewater-fork")
    assert (fork.is_fork, fork.parent) == (True, "harbour/tidewater")
    assert importer.run("demo/gemstone-calendar").is_template


def test_hostile_facts_are_defused(importer: Importer) -> None:
    snapshot = importer.run("mallory/trapdoor")
    assert snapshot.homepage == ""
    assert all(topic.replace("-", "").isalnum() for topic in snapshot.topics)
    for path in (entry.path for entry in snapshot.tree):
        assert ".." not in path.split("/")
    assert snapshot.description.isprintable()


def test_enterprise_without_limit_headers_works(importer: Importer) -> None:
    nothing = {"X-RateLimit-Limit": "", "X-RateLimit-Remaining": "", "X-RateLimit-Reset": ""}
    importer.forge.misbehave(r"/api/v3/", headers=nothing)
    assert importer.run("northgate/parcel-api").languages
    assert importer.allowance.observed is None


def test_host_is_the_web_address_without_its_default_port(forge: SampleForge) -> None:
    assert GitHub("https://GitHub.com:443", "https://x", "https://y", None).host == "github.com"  # type: ignore[arg-type]
    assert forge.host == f"127.0.0.1:{forge.port}"
