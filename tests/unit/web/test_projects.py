"""The project page, its owner's switches, and portfolios."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.unit.web import builders
from tests.unit.web.builders import ANALYSIS, COMMIT, FACTS
from tests.unit.web.conftest import Visitor, squeezed


def test_the_page_shows_what_is_known(site: Flask, alice: Visitor) -> None:
    builders.add_project(site)
    text = squeezed(alice.get("/alice/flask"))
    for words in (
        "A small framework.",
        "Python 99.9 %",
        "70.3k",
        "BSD-3-Clause",
        "3.1.2",
        "1 March 2026",
        "flask.example",
        "Archived",
        "davidism",
        "The tree was cut.",
        "Read me",
        "Small enough to read.",
        "Fast it never waits",
        "Websites &amp; Apps",
        "“web” among the topics",
        "View on PyPI",
        COMMIT[:10],
    ):
        assert words in text, words
    assert "Fork " not in text


def test_a_page_of_an_older_analysis_is_shown_all_the_same(site: Flask, alice: Visitor) -> None:
    newer = ("quote", "features", "categories", "links")
    older = {name: value for name, value in ANALYSIS.items() if name not in newer}
    older["topics"] = ["web", "asgi"]
    older["readme"] = {"path": "README.md", "format": "markdown", "truncated": False}
    builders.add_project(site, analysis=older)
    text = squeezed(alice.get("/alice/flask"))
    assert "asgi" in text
    assert "flask.example" in text
    assert "Contents" not in text


def test_every_technology_says_where_it_was_found(site: Flask, alice: Visitor) -> None:
    builders.add_project(site)
    page = alice.get("/alice/flask").text
    blob = f"https://github.com/pallets/flask/blob/{COMMIT}"
    assert f'href="{blob}/pyproject.toml#L14"' in page
    assert "pyproject.toml:14" in page
    assert f'href="{blob}/docs/READ%20ME.md"' in page


def test_an_empty_repository_says_so(site: Flask, alice: Visitor) -> None:
    builders.add_project(
        site, commit=None, facts={"is_empty": True}, analysis={}, readme_html="", description=""
    )
    answer = alice.get("/alice/flask")
    assert answer.status_code == 200
    assert "This repository is empty" in answer.text


def test_a_repository_without_readme_says_so(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, analysis={}, facts={}, readme_html="")
    assert "This repository has no README." in alice.get("/alice/flask").text


PAYLOAD = '"><img src=x onerror=alert(1)>'
SCRIPT = "javascript:alert(1)"


def poisoned(value: Any) -> Any:
    """The same structure with the payload in every text; addresses become scripts."""
    if isinstance(value, dict):
        return {name: poison(name, item) for name, item in value.items()}
    return [poisoned(item) for item in value] if isinstance(value, list) else value


def poison(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return poisoned(value)
    if name in ("group", "format", "pushed_at", "source", "kind"):
        return value
    return SCRIPT if name.endswith("url") or name == "homepage" else PAYLOAD


def test_hostile_values_are_only_ever_text(site: Flask, alice: Visitor) -> None:
    builders.add_project(
        site,
        title=PAYLOAD,
        description=PAYLOAD,
        web_url=SCRIPT,
        facts=poisoned(FACTS),
        analysis=poisoned(ANALYSIS),
        primary_language=PAYLOAD,
        is_public=True,
    )
    for path in ("/alice/flask", "/alice", "/"):
        page = alice.get(path).text
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page
        assert f'href="{SCRIPT}' not in page
        assert f'src="{SCRIPT}' not in page


def test_a_private_page_is_its_owners_alone(
    site: Flask, alice: Visitor, bob: Visitor, stranger: Visitor, visitor: Callable[..., Visitor]
) -> None:
    builders.add_project(site, owner="alice", is_public=False)
    assert alice.get("/alice/flask").status_code == 200
    for outsider in (bob, stranger, visitor("rose")):
        answer = outsider.get("/alice/flask")
        assert answer.status_code == 404
        assert squeezed(answer) == squeezed(outsider.get("/alice/nothing"))


def test_a_public_page_is_everybodys_but_has_no_switches(site: Flask, stranger: Visitor) -> None:
    builders.add_project(site, is_public=True)
    page = stranger.get("/alice/flask")
    assert page.status_code == 200
    assert "<form" not in page.text
    assert stranger.get("/ALICE/flask").status_code == 200


def test_the_owner_shows_and_hides_the_page(site: Flask, alice: Visitor, stranger: Visitor) -> None:
    project = builders.add_project(site)
    path = f"/projects/{project}/visibility"
    answer = alice.post(path, page="/alice/flask", visibility="public")
    assert (answer.status_code, answer.location) == (303, "/alice/flask")
    assert stranger.get("/alice/flask").status_code == 200
    alice.post(path, page="/alice/flask", visibility="private")
    assert stranger.get("/alice/flask").status_code == 404


def test_making_a_private_repository_public_is_warned_of(site: Flask, alice: Visitor) -> None:
    builders.add_project(site, facts=FACTS | {"visibility": "private"})
    builders.add_project(site, path="a/open", facts=FACTS | {"visibility": "public"})
    assert "The repository is private, too" in alice.get("/alice/flask").text
    assert "The repository is private, too" not in alice.get("/alice/open").text


def test_no_shared_cache_keeps_a_page(site: Flask, alice: Visitor) -> None:
    builders.add_project(site)
    assert alice.get("/alice/flask").headers["Cache-Control"] == "private, no-cache"


def test_the_owner_puts_it_first(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    builders.add_project(site, path="new/one")
    before = squeezed(alice.get("/alice"))
    assert before.index("One") < before.index("Flask")
    alice.post(f"/projects/{project}/showcase", page="/alice/flask", showcase="yes")
    after = squeezed(alice.get("/alice"))
    assert after.index("Flask") < after.index("One")
    assert "Showcase" in after


def test_deleting_asks_first_and_lets_import_again(site: Flask, alice: Visitor) -> None:
    project = builders.add_project(site)
    job = builders.add_job(site, state="succeeded", project_id=project)
    path = f"/projects/{project}/delete"
    assert "Delete Flask?" in alice.get(path).text
    assert builders.project_of(site, project)
    answer = alice.post(path, page=path)
    assert (answer.status_code, answer.location) == (303, "/alice")
    assert builders.project_of(site, project) is None
    assert alice.get("/alice/flask").status_code == 404
    assert alice.get(f"/imports/{job}").status_code == 200
    again = alice.post("/projects/add", page="/projects/add", address="pallets/flask")
    assert again.status_code == 303


@pytest.mark.parametrize("action", ["visibility", "showcase", "delete"])
def test_an_outsider_changes_nothing(site: Flask, bob: Visitor, action: str) -> None:
    project = builders.add_project(site, owner="alice", is_public=True)
    answer = bob.post(
        f"/projects/{project}/{action}", page="/projects/add", visibility="private", showcase="yes"
    )
    assert answer.status_code == 404
    left = builders.project_of(site, project)
    assert left is not None
    assert (left.is_public, left.is_showcase) == (True, False)


@pytest.mark.parametrize("action", ["visibility", "showcase", "delete"])
def test_a_forged_form_changes_nothing(site: Flask, alice: Visitor, action: str) -> None:
    project = builders.add_project(site)
    answer = alice.client.post(f"/projects/{project}/{action}", data={"visibility": "public"})
    assert answer.status_code == 400
    left = builders.project_of(site, project)
    assert left is not None
    assert not left.is_public


def test_a_portfolio_shows_strangers_the_public_part(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    builders.add_project(site, is_public=True)
    builders.add_project(site, path="a/secret")
    assert "Secret" in alice.get("/alice").text
    assert "Private" in squeezed(alice.get("/alice"))
    seen = stranger.get("/alice")
    assert "Flask" in seen.text
    assert "Secret" not in seen.text


def test_a_portfolio_of_nobody_is_not_found(stranger: Visitor) -> None:
    assert stranger.get("/nobody").status_code == 404


def test_an_empty_portfolio_says_so(alice: Visitor, stranger: Visitor) -> None:
    assert "Add the first project" in alice.get("/alice").text
    assert "alice has no public projects yet." in stranger.get("/alice").text


def test_the_front_page_shows_the_running_import(site: Flask, alice: Visitor) -> None:
    job = builders.add_job(site)
    page = alice.get("/")
    assert "is being imported" in page.text
    assert f"/imports/{job}" in page.text


def test_the_front_page_tells_strangers_what_this_is(stranger: Visitor) -> None:
    page = stranger.get("/")
    assert "A page for every repository." in page.text
    assert "/signup" not in page.text
