"""What the sample forge says about repositories in all their conditions."""

import base64
import hashlib
import re
from urllib.parse import quote

import pytest
import requests

from tests.unit.tools.conftest import DEMO, Get
from tools.sample_forge.control import SampleForge

GUEST = {"Authorization": "token guest-token"}


def test_names_are_found_in_any_spelling_and_shown_in_their_own(api: Get):
    assert api("/repos/HARBOUR/TideWater").json()["full_name"] == "harbour/tidewater"


def test_an_old_name_redirects_to_the_id_and_keeps_the_rest_of_the_path(api: Get):
    moved = api("/repos/glass/prism/languages")
    assert moved.status_code == 301
    assert re.search(r"/repositories/\d+/languages$", moved.headers["Location"])
    followed = api("/repos/glass/prism", allow_redirects=True)
    assert followed.json()["full_name"] == "lumen/prism-next"


def test_a_repository_without_commits_answers_as_github_does(api: Get):
    empty = "/repos/demo/blank-slate"
    assert api(empty).json()["default_branch"] == "main"
    assert api(f"{empty}/git/trees/HEAD").status_code == 409
    assert api(f"{empty}/git/trees/HEAD").json()["message"] == "Git Repository is empty."
    assert api(f"{empty}/languages").json() == {}
    assert api(f"{empty}/contributors").status_code == 204
    assert api(f"{empty}/readme").status_code == 404


def test_a_private_repository_is_not_found_without_a_token_that_may_see_it(api: Get):
    private = "/repos/demo/ledger-private"
    assert api(private).status_code == 404
    assert api(private, headers=GUEST).status_code == 404
    assert api(private, headers=DEMO).json()["private"] is True


def test_a_private_raw_file_needs_the_token(forge: SampleForge):
    url = f"{forge.raw_url}/demo/ledger-private/HEAD/README.md"
    assert requests.get(url, timeout=20).status_code == 404
    assert requests.get(url, headers=DEMO, timeout=20).text.startswith("# Ledger")


def test_an_unknown_token_is_refused_even_for_public_repositories(api: Get):
    refused = api("/repos/harbour/tidewater", headers={"Authorization": "Bearer expired"})
    assert refused.status_code == 401
    assert refused.json()["message"] == "Bad credentials"


def test_a_request_without_user_agent_is_forbidden(api: Get):
    refused = api("/repos/harbour/tidewater", headers={"User-Agent": ""})
    assert refused.status_code == 403


def test_head_branch_and_commit_mean_the_same_tree_and_answer_the_commit(api: Get):
    trees = "/repos/quietcorner/tally/git/trees/"
    commit = api("/repos/quietcorner/tally/commits/HEAD").json()
    answers = [api(trees + ref).json() for ref in ("HEAD", "trunk", commit["sha"])]
    assert {answer["sha"] for answer in answers} == {commit["sha"]}
    by_tree = api(trees + commit["commit"]["tree"]["sha"]).json()
    assert by_tree["sha"] == commit["commit"]["tree"]["sha"] != commit["sha"]
    assert by_tree["tree"] == answers[0]["tree"]


def test_a_folder_is_walked_by_its_own_sha(api: Get):
    trees = "/repos/harbour/tidewater/git/trees/"
    root = api(f"{trees}HEAD").json()["tree"]
    source = next(row for row in root if row["path"] == "src")
    below = api(trees + source["sha"]).json()["tree"]
    assert [row["path"] for row in below] == ["tidewater"]


def test_the_commits_sha_is_given_alone_when_asked_for(api: Get):
    media = {"Accept": "application/vnd.github.sha"}
    answer = api("/repos/harbour/tidewater/commits/HEAD", headers=media)
    assert re.fullmatch(r"[0-9a-f]{40}", answer.text)
    assert answer.headers["Content-Type"].startswith(media["Accept"])


def test_every_blob_of_a_tree_is_served_raw_under_its_git_name(api: Get, forge: SampleForge):
    tree = api("/repos/mallory/trapdoor/git/trees/HEAD?recursive=1").json()
    blobs = [row for row in tree["tree"] if row["type"] == "blob"]
    assert len(blobs) > 5
    for row in blobs:
        url = f"{forge.raw_url}/mallory/trapdoor/{tree['sha']}/{quote(row['path'])}"
        data = requests.get(url, timeout=20).content
        name = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        assert name == row["sha"], row["path"]


def test_a_huge_tree_is_whole_or_says_that_it_was_cut(api: Get):
    whole = api("/repos/giants/archipelago/git/trees/HEAD?recursive=1").json()
    cut = api("/repos/giants/archipelago-cut/git/trees/HEAD?recursive=1").json()
    assert len(whole["tree"]) > 20_000
    assert whole["truncated"] is False
    assert (len(cut["tree"]), cut["truncated"]) == (1_000, True)


def test_a_link_to_a_file_shows_the_file_under_the_links_sha(api: Get, forge: SampleForge):
    contents = "/repos/northgate/ledgerbook/contents/"
    link, target = api(contents + "README.md").json(), api(contents + "docs/README.md").json()
    assert link["content"] == target["content"]
    assert link["sha"] != target["sha"]
    raw = requests.get(f"{forge.raw_url}/northgate/ledgerbook/HEAD/README.md", timeout=20)
    assert raw.text == "docs/README.md"


def test_a_link_out_of_the_repository_shows_its_target_only(api: Get):
    link = api("/repos/mallory/trapdoor/contents/docs/outside").json()
    assert link["type"] == "symlink"
    assert link["target"].endswith("/etc/passwd")
    assert "content" not in link


def test_a_submodule_is_a_commit_without_size(api: Get):
    tree = api("/repos/northgate/parcel-api/git/trees/HEAD?recursive=1").json()["tree"]
    modules = [row for row in tree if row["mode"] == "160000"]
    assert [(row["path"], row["type"]) for row in modules] == [("third_party/postcodes", "commit")]
    assert "size" not in modules[0]


def test_contents_come_as_json_or_raw(api: Get):
    path = "/repos/harbour/tidewater/contents/pyproject.toml"
    raw = api(path, headers={"Accept": "application/vnd.github.raw+json"})
    assert raw.content.startswith(b"[project]")
    assert base64.b64decode(api(path).json()["content"]) == raw.content


def test_a_trailing_slash_after_contents_redirects(api: Get):
    assert api("/repos/harbour/tidewater/contents/docs/").status_code == 302


@pytest.mark.parametrize(
    ("repository", "readme"),
    [
        ("mozhi/shanshui", "README.md"),
        ("stellar/declination", "README.rst"),
        ("northgate/ledgerbook", "README.md"),
        ("quietcorner/tally", None),
    ],
)
def test_the_preferred_readme_is_found(api: Get, repository: str, readme: str | None):
    answer = api(f"/repos/{repository}/readme")
    assert answer.json().get("path") == readme


def test_a_readme_in_gbk_comes_as_its_bytes(forge: SampleForge):
    data = requests.get(f"{forge.raw_url}/mozhi/old-tools/HEAD/README", timeout=20).content
    assert data.decode("gbk").startswith("小工具")


def test_the_latest_release_is_no_prerelease(api: Get):
    tags = [row["tag_name"] for row in api("/repos/harbour/tidewater/releases").json()]
    assert tags[0] == "v2.4.0rc1"
    assert api("/repos/harbour/tidewater/releases/latest").json()["tag_name"] == "v2.3.1"
    assert api("/repos/quietcorner/tally/releases/latest").status_code == 404


def test_all_pages_of_the_own_list_are_reached_by_following_next(api: Get, forge: SampleForge):
    url, names = "/user/repos?per_page=100&sort=pushed", []
    while url:
        page = api(url, headers=DEMO)
        assert len(page.json()) <= 100
        names += [row["full_name"] for row in page.json()]
        url = page.links.get("next", {}).get("url", "").removeprefix(forge.api_url)
    assert len(names) == len(set(names)) > 300


def test_the_own_list_is_sorted_and_filtered(api: Get):
    recent = api("/user/repos?sort=pushed&per_page=50", headers=DEMO).json()
    pushed = [row["pushed_at"] for row in recent]
    assert pushed == sorted(pushed, reverse=True)
    teams = api("/user/repos?affiliation=organization_member", headers=DEMO).json()
    assert {row["owner"]["type"] for row in teams} == {"Organization"}
    assert api("/user/repos").status_code == 401


def test_somebody_elses_list_shows_public_repositories_only(api: Get):
    rows = api("/users/demo/repos?per_page=100").json()
    assert len(rows) == 100
    assert not any(row["private"] for row in rows)


@pytest.mark.parametrize(
    "path", ["/", "/harbour/tidewater", "/harbour/tidewater/blob/main/LICENSE"]
)
def test_pages_for_people_are_html(forge: SampleForge, path: str):
    page = requests.get(forge.web_url + path, timeout=20)
    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_pages_for_people_do_not_run_what_a_repository_says(forge: SampleForge):
    page = requests.get(f"{forge.web_url}/mallory/trapdoor", timeout=20)
    assert "&lt;script&gt;" in page.text
    assert "<script>" not in page.text
