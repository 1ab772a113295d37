"""Errors as pages and partials."""

import pytest
from flask import Flask, abort
from werkzeug.exceptions import HTTPException

from importer.web import errors
from tests.unit.web.conftest import Visitor


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 418, 429, 500])
def test_every_status_has_a_page_in_the_layout(site: Flask, status: int) -> None:
    with site.test_request_context("/"):
        try:
            abort(status)
        except HTTPException as error:
            answer = site.make_response(errors.show_http_error(error))
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert "Repofolio" in page
    assert f"Error {status}" in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unforeseen_error_says_nothing_of_its_cause(site: Flask, stranger: Visitor) -> None:
    def broken() -> str:
        raise RuntimeError("the secret is 42")

    site.add_url_rule("/portfolio/broken", view_func=broken)
    site.config["PROPAGATE_EXCEPTIONS"] = False
    answer = stranger.get("/portfolio/broken")
    assert answer.status_code == 500
    assert "Something broke" in answer.text
    assert "42" not in answer.text


def test_a_partial_gets_a_small_error_and_loads_the_page_anew(alice: Visitor) -> None:
    answer = alice.htmx("/imports/none/progress")
    assert answer.status_code == 404
    assert answer.headers["HX-Refresh"] == "true"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_a_wrong_method_names_the_right_one(alice: Visitor) -> None:
    answer = alice.get("/projects/1/visibility")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_too_large_a_form_is_refused(alice: Visitor) -> None:
    answer = alice.client.post("/projects/add", data={"address": "x" * 300_000})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("path", ["/", "/api/projects/", "/no/such/page"])
def test_a_host_that_is_none_is_refused(stranger: Visitor, path: str) -> None:
    """It was an error of the server's: the page about it wanted addresses."""
    answer = stranger.client.get(path, headers={"Host": "x" * 300})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_redirects_are_not_taken_for_errors(site: Flask, stranger: Visitor) -> None:
    site.add_url_rule("/portfolio/strict/", view_func=lambda: "here")
    answer = stranger.get("/portfolio/strict")
    assert answer.status_code == 308
    assert answer.location.endswith("/portfolio/strict/")
