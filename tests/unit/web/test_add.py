"""The field that takes any spelling of an address."""

import pytest
from flask import Flask

from tests.unit.web import builders
from tests.unit.web.conftest import Visitor, squeezed

SPELLINGS = [
    "pallets/flask",
    "https://GitHub.com/Pallets/Flask.git/",
    "git@github.com:pallets/flask",
    "http://www.github.com/pallets/flask/tree/main?x#y",
]


def understanding(visitor: Visitor, address: str) -> str:
    answer = visitor.client.get("/projects/add/understanding", query_string={"address": address})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return squeezed(answer)


@pytest.mark.parametrize("address", SPELLINGS)
def test_every_spelling_is_understood(alice: Visitor, address: str) -> None:
    said = understanding(alice, address).lower()
    assert "github.com pallets / flask" in said
    assert "ready to import" in said


@pytest.mark.parametrize("address", ["", "   "])
def test_an_empty_field_shows_examples(alice: Visitor, address: str) -> None:
    assert "For example" in understanding(alice, address)


def test_what_is_no_address_is_answered_kindly(alice: Visitor) -> None:
    assert "github.com/" in understanding(alice, "hello there")
    assert "Supported: github.com" in understanding(alice, "https://gitlab.com/a/b")


@pytest.mark.parametrize("address", SPELLINGS)
def test_what_is_imported_already_is_linked(site: Flask, alice: Visitor, address: str) -> None:
    builders.add_project(site)
    answer = alice.client.get("/projects/add/understanding", query_string={"address": address})
    assert "Repository already imported" in answer.text
    assert 'href="/alice/flask"' in answer.text


def test_somebody_elses_project_is_no_duplicate(site: Flask, bob: Visitor) -> None:
    builders.add_project(site, owner="alice")
    assert "Ready to import" in understanding(bob, "pallets/flask")


def test_a_running_import_is_linked(site: Flask, alice: Visitor) -> None:
    running = builders.add_job(site, path="a/b")
    answer = alice.client.get("/projects/add/understanding?address=pallets/flask")
    assert "You already have an import in progress" in answer.text
    assert f"/imports/{running}" in answer.text


def test_what_was_typed_is_escaped(alice: Visitor) -> None:
    address = '"><script>alert(1)</script>'
    assert (
        "<script>alert"
        not in alice.client.get("/projects/add", query_string={"address": address}).text
    )
    answer = alice.post("/projects/add", page="/projects/add", address=address)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text


def test_importing_leads_to_the_progress_page(site: Flask, alice: Visitor) -> None:
    answer = alice.post("/projects/add", page="/projects/add", address="pallets/flask")
    assert answer.status_code == 303
    job = builders.job_of(site, answer.location.rpartition("/")[2])
    assert (job.path, job.is_private, job.is_showcase) == ("pallets/flask", True, False)
    assert "Waiting to start…" in alice.get(answer.location).text


def test_the_options_are_taken(site: Flask, alice: Visitor) -> None:
    answer = alice.post(
        "/projects/add", page="/projects/add", address="a/b", is_public="y", is_showcase="y"
    )
    job = builders.job_of(site, answer.location.rpartition("/")[2])
    assert (job.is_private, job.is_showcase) == (False, True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "No repository address was given."),
        ("hello there", "https://github.com/"),
        ("https://gitlab.com/a/b", "Supported: github.com"),
    ],
)
def test_a_bad_address_is_kept_and_explained(alice: Visitor, address: str, words: str) -> None:
    answer = alice.post("/projects/add", page="/projects/add", address=address, is_showcase="y")
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{address}"' in answer.text
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "checked" in answer.text


def test_a_duplicate_is_refused_with_its_project(site: Flask, alice: Visitor) -> None:
    builders.add_project(site)
    answer = alice.post("/projects/add", page="/projects/add", address="Pallets/Flask.git")
    assert answer.status_code == 409
    assert "Repository already imported" in answer.text
    assert 'href="/alice/flask"' in answer.text
    assert 'value="Pallets/Flask.git"' in answer.text


def test_a_second_import_is_refused_with_the_first(site: Flask, alice: Visitor) -> None:
    running = builders.add_job(site, path="a/b")
    answer = alice.post("/projects/add", page="/projects/add", address="pallets/flask")
    assert answer.status_code == 409
    assert "You already have an import in progress" in answer.text
    assert f'href="/imports/{running}"' in answer.text


def test_without_the_forms_token_nothing_starts(site: Flask, alice: Visitor) -> None:
    answer = alice.client.post("/projects/add", data={"address": "pallets/flask"})
    assert answer.status_code == 400
    assert "Reload the page" in answer.text
    assert "Nothing has been imported yet" in alice.get("/imports").text


@pytest.mark.parametrize("path", ["/projects/add", "/imports", "/imports/x"])
def test_strangers_are_asked_to_sign_in(stranger: Visitor, path: str) -> None:
    assert stranger.get(path).location.startswith("/sign-in?next=")
