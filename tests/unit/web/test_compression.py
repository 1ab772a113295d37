"""Answers in fewer bytes: which, for whom, and never what would give something away."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from importer import compression
from importer.clock import now
from tests.unit.web import builders
from tests.unit.web.conftest import Visitor

PAGE = "/alice/flask"
SHEET = "/static/css/project.css"
TAKES = {"Accept_Encoding": "gzip, deflate, br"}


def is_packed(answer: TestResponse) -> bool:
    packed = answer.headers.get("Content-Encoding") == "gzip"
    assert packed == answer.data.startswith(b"\x1f\x8b")
    return packed


def static(stranger: Visitor, path: str = SHEET, **headers: str) -> TestResponse:
    """The answer with its body read, and the file closed."""
    answer = stranger.get(path, **headers)
    assert answer.data is not None
    answer.close()
    return answer


@pytest.fixture
def page(site: Flask) -> str:
    builders.add_project(site, is_public=True, readme_html="<p>A sentence.</p>" * 1000)
    return PAGE


def test_a_page_is_packed_for_whoever_can_unpack_it(page: str, stranger: Visitor) -> None:
    plain, packed = stranger.get(page), stranger.get(page, **TAKES)
    assert not is_packed(plain)
    assert is_packed(packed)
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 5
    assert packed.headers["Content-Length"] == str(len(packed.data))
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert not is_packed(stranger.get(page, Accept_Encoding="gzip;q=0"))
    assert not is_packed(stranger.get(page, Accept_Encoding="br"))


def test_what_is_small_or_no_page_or_asked_for_every_second_is_left(
    site: Flask, page: str, alice: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = builders.add_job(site, started_at=now())
    assert is_packed(alice.get(f"/imports/{job}", **TAKES))
    partial = f"/imports/{job}/progress"
    assert not is_packed(alice.get(partial, HX_Request="true", **TAKES))
    monkeypatch.setattr(compression, "SMALLEST", 100)
    assert is_packed(alice.get(partial, **TAKES))
    assert not is_packed(alice.get(partial, HX_Request="true", **TAKES))
    assert not is_packed(stranger.get("/healthz", **TAKES))
    assert not is_packed(stranger.get("/nobody/nothing", **TAKES))
    assert is_packed(stranger.get(page, **TAKES))
    monkeypatch.setattr(compression, "LARGEST", 3000)
    assert not is_packed(stranger.get(page, **TAKES))


def test_a_stream_is_never_packed(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site, started_at=now())
    answer = alice.get(f"/imports/{job}/events", **TAKES)
    try:
        assert answer.mimetype == "text/event-stream"
        assert "Content-Encoding" not in answer.headers
        assert b"live:open" in next(answer.iter_encoded())
    finally:
        answer.close()


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Flask, stranger: Visitor) -> None:
    for number in range(9):
        builders.add_project(site, path=f"zoo/animal-{number}", is_public=True, is_showcase=True)
    feed = stranger.get("/alice/feed.atom", **TAKES)
    assert is_packed(feed)
    assert feed.headers["ETag"].startswith("W/")
    again = stranger.get("/alice/feed.atom", If_None_Match=feed.headers["ETag"], **TAKES)
    assert again.status_code == 304
    assert not again.data


def test_what_an_answer_repeats_of_its_request_does_not_tell_what_else_is_in_it(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    """BREACH: the length of a packed page would say whether a guess is one of its words."""
    for number in range(9):
        builders.add_project(site, path=f"secret/plan-{number}")
    lengths = set()
    for guess in ("secret", "zqxjwv"):
        answer = alice.get(f"/alice?q={guess}{guess}", **TAKES)
        assert answer.status_code == 200
        assert guess in answer.text
        lengths.add(len(answer.data))
        assert not is_packed(answer)
    assert len(lengths) == 1
    assert is_packed(alice.get("/alice", **TAKES))
    assert is_packed(stranger.get("/alice?q=secretsecret", **TAKES))


def test_a_forms_token_is_another_one_each_second(site: Flask, alice: Visitor) -> None:
    """So that guessing it letter by letter, by the length of packed pages, comes to nothing."""

    def token() -> str:
        found = re.search(r'name="csrf_token"\s+value="([^"]+)"', alice.get("/settings").text)
        assert found
        return found[1].rpartition(".")[2]

    at = datetime.now(UTC)
    with time_machine.travel(at, tick=False):
        first = token()
    with time_machine.travel(at + timedelta(seconds=1), tick=False):
        second = token()
    assert len(first) > 20
    assert sum(one == other for one, other in zip(first, second, strict=True)) < len(first) / 3


def test_static_files_are_packed_with_an_etag_of_their_own(stranger: Visitor) -> None:
    plain, packed = static(stranger), static(stranger, **TAKES)
    assert is_packed(packed)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_type == plain.content_type
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
    other = static(stranger, "/static/css/prose.css", **TAKES)
    assert len({one.headers["ETag"] for one in (plain, packed, other)}) == 3
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_static_file_that_is_there_already_is_not_sent_again(stranger: Visitor) -> None:
    plain, packed = static(stranger), static(stranger, **TAKES)
    for known, asked in ((plain, {}), (packed, TAKES)):
        again = static(stranger, If_None_Match=known.headers["ETag"], **asked)
        assert again.status_code == 304
        assert again.headers["ETag"] == known.headers["ETag"]
        assert "Accept-Encoding" in again.headers["Vary"]
    other = static(stranger, If_None_Match=plain.headers["ETag"], **TAKES)
    assert other.status_code == 200


def test_parts_are_of_the_file_as_it_is(stranger: Visitor) -> None:
    plain = static(stranger)
    part = static(stranger, Range="bytes=10-19", **TAKES)
    assert part.status_code == 206
    assert part.data == plain.data[10:20]
    assert not is_packed(part)
    stale = static(stranger, Range="bytes=10-19", If_Range='"another"', **TAKES)
    assert stale.status_code == 200
    assert stale.data == plain.data


def test_pictures_are_left_and_nothing_outside_is_given(stranger: Visitor) -> None:
    assert not is_packed(static(stranger, "/static/img/notification.png", **TAKES))
    for path in (
        "/static/css/none.css",
        "/static/../pyproject.toml",
        "/static/css",
        "/static/x/.js",
    ):
        assert static(stranger, path, **TAKES).status_code == 404
