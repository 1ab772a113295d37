"""The sample forge's answers have the shape of answers recorded from GitHub."""

import json
from typing import Any

import pytest

from tests.unit.tools.conftest import DEMO, SHARED, Get

SAMPLES = SHARED / "facts" / "github-samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/facts/github-samples")

TIDEWATER = "/repos/harbour/tidewater"
PUBLIC_REPOSITORY = "repo_full_public_unauthenticated_2026-04"

SAME_SHAPE = [
    (TIDEWATER, PUBLIC_REPOSITORY),
    ("/repos/northgate/ledgerbook", PUBLIC_REPOSITORY),
    ("/repos/demo/blank-slate", PUBLIC_REPOSITORY),
    (f"{TIDEWATER}/git/trees/HEAD?recursive=1", "git_tree_recursive_large_trimmed"),
    (f"{TIDEWATER}/git/trees/main", "git_tree_non_recursive_2026-08"),
    (f"{TIDEWATER}/contributors", "contributors"),
    (f"{TIDEWATER}/releases/latest", "releases_latest_2026-06"),
    (f"{TIDEWATER}/readme", "readme_json"),
    (f"{TIDEWATER}/license", "license_content"),
    (f"{TIDEWATER}/topics", "topics"),
    (f"{TIDEWATER}/contents/docs", "contents_directory_listing"),
    (f"{TIDEWATER}/contents/docs/scheduling.md", "contents_file_json"),
    ("/repos/northgate/ledgerbook/contents/README.md", "contents_symlink_to_file"),
    ("/repos/mallory/trapdoor/contents/docs/outside", "contents_symlink_to_directory"),
    ("/users/harbour", "user_public_profile_2025"),
    ("/rate_limit", "rate_limit_endpoint_2024"),
    ("/repos/glass/prism", "redirect_301_renamed_step1"),
    ("/repos/demo/no-such-thing", "error_404_repository_2025"),
]
LATER_KEYS = {"status", "user_view_type"}
"""GitHub gives these now, and did not when the older answers were recorded."""

OPTIONAL_KEYS = {"reactions", "organization"}
"""Only there when somebody reacted; only there for organisations."""


def recorded(case: str) -> Any:
    return json.loads((SAMPLES / f"{case}.json").read_text(encoding="utf-8"))["body"]


def differences(ours: Any, theirs: Any, where: str = "") -> list[str]:
    """Keys of ours that theirs lacks, and values of another type. Null fits everything."""
    if ours is None or theirs is None:
        return []
    if type(ours) is not type(theirs):
        return [f"{where}: {type(ours).__name__} instead of {type(theirs).__name__}"]
    if isinstance(ours, list):
        return [d for each in ours for d in _against_any(each, theirs, f"{where}[]")]
    if not isinstance(ours, dict):
        return []
    found = [f"{where}.{key}" for key in ours if key not in theirs and key not in LATER_KEYS]
    for key in ours.keys() & theirs.keys():
        found += differences(ours[key], theirs[key], f"{where}.{key}")
    return found


def _against_any(item: Any, examples: list[Any], where: str) -> list[str]:
    """A list may hold several kinds, such as blobs and trees: one has to fit."""
    tried = [differences(item, example, where) for example in examples]
    return min(tried, key=len) if tried else []


@pytest.mark.parametrize(("path", "case"), SAME_SHAPE)
def test_every_key_we_give_github_gives_with_the_same_type(api: Get, path: str, case: str):
    assert differences(api(path).json(), recorded(case)) == []


def test_a_wrong_key_or_type_would_be_noticed():
    assert differences({"id": "7", "oddity": 1}, {"id": 7}) != []
    assert differences([{"path": 1}], [{"path": "a"}]) != []


@pytest.mark.parametrize(
    ("path", "case"),
    [
        (TIDEWATER, PUBLIC_REPOSITORY),
        (f"{TIDEWATER}/releases/latest", "releases_latest_2026-06"),
        (f"{TIDEWATER}/readme", "readme_json"),
        (f"{TIDEWATER}/contributors", "contributors"),
    ],
)
def test_every_key_github_gives_we_give(api: Get, path: str, case: str):
    ours, theirs = api(path).json(), recorded(case)
    if isinstance(ours, list):
        ours, theirs = ours[0], theirs[0]
    assert set(theirs) - set(ours) - OPTIONAL_KEYS == set()


def test_a_fork_shows_its_parent_and_source(api: Get):
    fork = api("/repos/demo/tidewater-fork").json()
    theirs = recorded("repo_full_fork_with_parent_source_2026-08")
    assert fork["fork"] is True
    assert fork["parent"]["full_name"] == "harbour/tidewater"
    assert differences(fork["parent"], theirs["parent"]) == []
    assert differences(fork["source"], theirs["source"]) == []


def test_the_list_of_ones_own_repositories_has_githubs_keys(api: Get):
    ours = api("/user/repos", headers=DEMO).json()
    theirs = recorded("user_repos_page_link_header_2024")
    newer = {"has_pull_requests", "pull_request_creation_policy"}
    assert set(theirs[0]) <= set(ours[0])
    assert set(ours[0]) - set(theirs[0]) == newer


def test_an_answer_carries_githubs_rate_limit_and_version_headers(api: Get):
    sample = json.loads((SAMPLES / f"{PUBLIC_REPOSITORY}.json").read_text(encoding="utf-8"))
    wanted = {
        name
        for name in sample["headers"]
        if name.startswith(("x-ratelimit", "x-github-api", "etag", "vary", "cache"))
    }
    assert len(wanted) == 9
    assert wanted <= {name.lower() for name in api(TIDEWATER).headers}
