"""JSON from outside: tolerant of what is missing, strict about what is wrong."""

from typing import Any

import pytest

from importer.errors import ForgeAnswerInvalid
from importer.forges.github import reading
from importer.forges.wire import decoded, moment, plain, web_link
from importer.http import Answer
from importer.snapshot import RepoRef, RepoSnapshot

REF = RepoRef("github.com", "old/name")


def repository(**facts: Any) -> RepoSnapshot:
    row = {"id": 7, "full_name": "New/Name", **facts}
    return reading.repository(row, REF, "https://github.com", "https://raw.example")


def test_missing_and_null_facts_have_defaults() -> None:
    snapshot = repository(description=None, homepage=None, license=None, topics=None)
    assert snapshot.ref == RepoRef("github.com", "New/Name")
    assert (snapshot.forge_repo_id, snapshot.description, snapshot.topics) == ("7", "", ())
    assert (snapshot.licence, snapshot.visibility, snapshot.parent) == (None, "public", "")
    assert snapshot.raw_url == "https://raw.example/New/Name"


def test_flags_stay_true_or_false() -> None:
    """They were cut to the range of numbers once, which made a 0 of false."""
    snapshot = repository(archived=False, fork=True)
    assert (snapshot.is_archived, snapshot.is_fork) == (False, True)
    assert type(snapshot.is_archived) is bool


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "7"}, {"id": None}, {"id": True}, {"full_name": "x"}, {"full_name": "a/../b"},
        {"full_name": "a/<script>"}, {"description": 5}, {"topics": "x"}, {"archived": "yes"},
        {"stargazers_count": "many"}, {"license": "MIT"}, {"parent": []},
    ],
)  # fmt: skip
def test_wrong_types_are_an_invalid_answer(facts: dict[str, Any]) -> None:
    with pytest.raises(ForgeAnswerInvalid):
        repository(**facts)


def test_visibility_is_told_by_either_key() -> None:
    assert repository(private=True).visibility == "private"
    assert repository(visibility="internal", private=True).visibility == "internal"
    assert repository(visibility="new-fangled", private=True).visibility == "private"


def test_topics_are_checked_and_bounded() -> None:
    odd = ["ok", "ok", "<b>", "Upper", "a b", 7, None, "x" * 51, "-a"]
    assert repository(topics=odd).topics == ("ok",)
    assert len(repository(topics=[f"t{n}" for n in range(50)]).topics) == 20


def test_undetermined_licence_is_noassertion() -> None:
    licence = repository(license={"key": "other", "spdx_id": None, "name": "Other"}).licence
    assert licence is not None
    assert (licence.spdx_id, licence.name) == ("NOASSERTION", "Other")


def test_mirror_and_numbers() -> None:
    snapshot = repository(mirror_url="git://x", stargazers_count=3, subscribers_count=2)
    assert (snapshot.is_mirror, snapshot.stars, snapshot.watchers) == (True, 3, 2)


def entry(**facts: Any) -> dict[str, Any]:
    return {"path": "a", "mode": "100644", "type": "blob", "sha": "b" * 40, "size": 1, **facts}


def test_tree_is_read() -> None:
    submodule = entry(path="sub", type="commit", mode="160000")
    del submodule["size"]
    sha, entries, cut = reading.tree({"sha": "a" * 40, "tree": [entry(), submodule]})
    assert (sha, cut) == ("a" * 40, False)
    assert [(one.path, one.kind, one.size) for one in entries] == [
        ("a", "blob", 1),
        ("sub", "commit", None),
    ]


@pytest.mark.parametrize(
    "path", ["../a", "a/../b", "/a", "a//b", ".", "a\x00b", "a\nb", "\ud800", "a\u202eb"]
)
def test_paths_that_lead_astray_are_left_out(path: str) -> None:
    _, entries, _ = reading.tree({"sha": "a" * 40, "tree": [entry(path=path), entry()]})
    assert [one.path for one in entries] == ["a"]


@pytest.mark.parametrize(
    "value",
    [
        {}, [], None, {"sha": "x", "tree": []}, {"sha": "a" * 40, "tree": {}},
        {"sha": "a" * 40, "tree": [1]}, {"sha": "a" * 40, "tree": [entry(type="thing")]},
        {"sha": "a" * 40, "tree": [entry(path=None)]}, {"sha": "a" * 40, "tree": [entry(size="1")]},
    ],
)  # fmt: skip
def test_tree_of_another_shape_is_an_invalid_answer(value: Any) -> None:
    with pytest.raises(ForgeAnswerInvalid):
        reading.tree(value)


def test_tree_is_cut_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 2)
    rows = [entry(path=str(n)) for n in range(3)]
    _, entries, cut = reading.tree({"sha": "a" * 40, "tree": rows})
    assert (len(entries), cut) == (2, True)


def test_languages_come_largest_first() -> None:
    assert reading.languages({"C": 1, "Ada": 9, "B": 1}) == (("Ada", 9), ("B", 1), ("C", 1))
    assert reading.languages({}) == ()


def test_release_without_a_name_is_named_by_its_tag() -> None:
    release = reading.release({"tag_name": "v1", "name": "", "html_url": "javascript:x"})
    assert (release.name, release.url, release.published_at) == ("v1", "", None)


def test_anonymous_contributors_are_left_out() -> None:
    rows = [{"email": "a@b.c", "type": "Anonymous"}, {"login": "ann", "contributions": 3}]
    assert [one.login for one in reading.contributors(rows)] == ["ann"]


def test_rate_limit_is_read_from_either_place() -> None:
    row = {"limit": 60, "remaining": 9, "reset": 1_800_000_000}
    for answer in ({"resources": {"core": row}}, {"rate": row}):
        budget = reading.rate_limit(answer)
        assert budget is not None
        assert (budget.limit, budget.remaining) == (60, 9)
    assert reading.rate_limit({}) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        (" http://a.example ", "http://a.example"),
        ("a.example/docs", "https://a.example/docs"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("https://user:pw@a.example", ""),
        ('https://a.example/"onclick=x', ""),
        ("https://a.example/\n", "https://a.example/"),
        ("https://a.exa\nmple/", ""),
        ("https://[", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_links_are_http_or_nothing(given: str, kept: str) -> None:
    assert web_link(given) == kept


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {}, b"[]", "x", truncated=True),
        Answer(200, {}, b"", "x"),
        Answer(200, {}, b"<html>", "x"),
        Answer(200, {}, b"\xff\xfe", "x"),
        Answer(200, {}, b"[" * 100_000, "x"),
        Answer(200, {}, b"1" * 10_000, "x"),
    ],
)
def test_what_is_no_json_is_an_invalid_answer(answer: Answer) -> None:
    with pytest.raises(ForgeAnswerInvalid):
        decoded(answer)


def test_texts_are_one_line_without_tricks() -> None:
    assert plain("a\x00b\n c\u202ed\ufeff", 100) == "a b cd"
    assert plain("x" * 2000, 1000) == "x" * 1000


def test_times_are_aware() -> None:
    for text in ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05+02:00"):
        when = moment(text)
        assert when is not None
        assert when.tzinfo is not None
    assert moment("yesterday") is None
