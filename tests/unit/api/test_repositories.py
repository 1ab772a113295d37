"""The list of the account's repositories."""

import pytest

PATH = "/api/github/repos/"


@pytest.fixture
def alice(forge_caller):
    return forge_caller(GITHUB_TOKEN="demo-token")


def _names(answer) -> list[str]:
    return [row["full_name"] for row in answer.json["repositories"]]


def test_without_an_account_at_the_forge_it_says_how_to_connect_one(forge_caller):
    answer = forge_caller().get(PATH)
    assert (answer.status_code, answer.json["error_code"]) == (401, "AUTH_REQUIRED")
    assert "GITHUB_TOKEN" in answer.json["suggestion"]


def test_refused_token_of_the_instance_is_told(forge_caller):
    answer = forge_caller(GITHUB_TOKEN="wrong-token").get(PATH)
    assert (answer.status_code, answer.json["error_code"]) == (401, "AUTH_INVALID")
    assert "wrong-token" not in answer.text


def test_pages_hold_every_repository_once(alice):
    first = alice.get(PATH)
    assert first.status_code == 200
    assert (first.json["page"], first.json["per_page"]) == (1, 25)
    total = first.json["total"]
    assert total > 200
    names = []
    for page in range(1, total // 100 + 2):
        names += _names(alice.get(f"{PATH}?page={page}&per_page=100"))
    assert len(names) == len(set(names)) == total
    assert names[:25] == _names(first)
    beyond = alice.get(f"{PATH}?page=9999")
    assert (beyond.status_code, beyond.json["repositories"]) == (200, [])


def test_row_says_what_a_picker_shows(alice):
    row = alice.get(PATH.rstrip("/")).json["repositories"][0]
    assert set(row) == {
        *("id", "full_name", "url", "description", "language"),
        *("private", "fork", "archived", "stars", "pushed_at"),
    }


def test_list_is_read_from_the_forge_once_in_a_while(alice, forge):
    alice.get(PATH)
    asked = forge.counts()
    alice.get(f"{PATH}?q=a&page=2")
    assert forge.counts() == asked


def test_search_looks_at_names_and_descriptions(alice):
    answer = alice.get(f"{PATH}?q=GEMSTONE")
    assert "demo/gemstone-calendar" in _names(answer)
    assert answer.json["total"] < alice.get(PATH).json["total"]
    assert alice.get(f"{PATH}?q=%00%ff<script>").json["total"] == 0


def test_owner_is_matched_whole(alice):
    owners = {name.partition("/")[0] for name in _names(alice.get(f"{PATH}?owner=DEMO"))}
    assert owners == {"demo"}
    assert alice.get(f"{PATH}?owner=dem").json["total"] == 0


def test_order_is_by_push_stars_or_name(alice):
    rows = alice.get(f"{PATH}?sort=stars&per_page=100").json["repositories"]
    assert [row["stars"] for row in rows] == sorted((row["stars"] for row in rows), reverse=True)
    pushed = [row["pushed_at"] or "" for row in alice.get(PATH).json["repositories"]]
    assert pushed == sorted(pushed, reverse=True)
    names = [name.lower() for name in _names(alice.get(f"{PATH}?sort=name"))]
    assert names == sorted(names)


@pytest.mark.parametrize(
    "query",
    [
        *("page=0", "page=-1", "page=x", "page=", "page=1.5", "page=%EF%BC%91"),
        *("per_page=101", "per_page=00000000199999", "page=" + "9" * 5000, "sort=random"),
    ],
    ids=lambda query: query[:20],
)
def test_wrong_parameter_is_refused_by_its_name(alice, query):
    answer = alice.get(f"{PATH}?{query}")
    assert (answer.status_code, answer.json["error_code"]) == (400, "INVALID_INPUT")
    assert answer.json["error"].startswith(query.partition("=")[0])


def test_limit_of_the_forge_is_told_with_its_end(alice, forge):
    forge.set_rate(remaining=0, reset_in=120)
    answer = alice.get(PATH)
    assert (answer.status_code, answer.json["error_code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert 60 < answer.json["retry_after"] <= 180
    assert answer.headers["Retry-After"] == str(answer.json["retry_after"])
