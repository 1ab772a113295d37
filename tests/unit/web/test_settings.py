"""The settings: their sections, and the profile."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from importer.accounts import users
from importer.database import db
from importer.models import ForgeAccount
from tests.unit.web.builders import add_account
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

NEW = "a newer horse"


def _email_of(site: Flask, name: str) -> str:
    with site.app_context():
        user = users.by_name(name)
        assert user is not None
        return user.email


@pytest.mark.parametrize(
    "path",
    ["/settings", "/settings/security", "/settings/second-factor", "/settings/account"],
)
def test_strangers_have_no_settings(stranger: Visitor, path: str) -> None:
    assert stranger.get(path).location == f"/sign-in?next={path}"


def test_every_section_is_reached_from_the_navigation(site: Flask, alice: Visitor) -> None:
    page = alice.get("/settings")
    sections = site.jinja_env.globals["settings_sections"]
    assert len(sections) > 4
    for section in sections:
        if section.is_for_administrators:
            continue
        with site.test_request_context():
            href = site.url_for(section.endpoint)
        assert f'href="{href}"' in page.text
        shown = alice.get(href)
        assert shown.status_code == 200
        assert shown.text.count('aria-current="page"') >= 1
    assert "alice" in squeezed(page)


def test_a_new_password_ends_other_sessions_and_keeps_this_one(
    visitor: Callable[[str], Visitor],
) -> None:
    here, elsewhere = visitor("alice"), visitor("alice")
    assert elsewhere.get("/imports").status_code == 200
    answer = here.post("/settings/password", "/settings", current=PASSWORD, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/settings")
    assert "Your password has been changed." in here.get("/settings").text
    assert elsewhere.get("/imports").status_code == 302
    assert elsewhere.post("/sign-in", name="alice", password=PASSWORD).status_code == 401
    assert elsewhere.post("/sign-in", name="alice", password=NEW).status_code == 303


def test_a_remembered_device_stays_remembered_after_its_own_change(stranger: Visitor) -> None:
    stranger.post("/sign-in", name="alice", password=PASSWORD, remember="y")
    before = stranger.client.get_cookie("repofolio_remember")
    stranger.post("/settings/password", "/settings", current=PASSWORD, password=NEW)
    after = stranger.client.get_cookie("repofolio_remember")
    assert before
    assert after
    assert before.value != after.value
    stranger.client.delete_cookie("repofolio_session")
    assert stranger.get("/imports").status_code == 200


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"current": "wrong", "password": NEW}, "not your present password"),
        ({"current": PASSWORD, "password": "short"}, "at least 8 characters"),
        ({}, "not your present password"),
    ],
)
def test_a_change_without_proof_or_sense_is_refused(
    alice: Visitor, stranger: Visitor, fields: dict[str, str], complaint: str
) -> None:
    answer = alice.post("/settings/password", "/settings", **fields)
    assert answer.status_code == 400
    assert complaint in answer.text
    assert PASSWORD not in answer.text
    stranger.sign_in("alice")


def test_the_address_changes_with_the_password_only(site: Flask, alice: Visitor) -> None:
    refused = alice.post("/settings/email", "/settings", email="a@new.example", proof="wrong")
    assert refused.status_code == 400
    assert 'value="a@new.example"' in refused.text
    assert _email_of(site, "alice") == "alice@example.org"
    odd = alice.post("/settings/email", "/settings", email="nowhere", proof=PASSWORD)
    assert "not an e-mail address" in odd.text
    alice.post("/settings/email", "/settings", email="a@new.example", proof=PASSWORD)
    assert _email_of(site, "alice") == "a@new.example"
    assert _email_of(site, "bob") == "bob@example.org"


@pytest.mark.parametrize("path", ["/settings/email", "/settings/password"])
def test_changes_take_a_form_of_ours(alice: Visitor, path: str) -> None:
    assert alice.client.post(path, data={"current": PASSWORD}).status_code == 400


def test_the_present_password_cannot_be_guessed_at_without_end(alice: Visitor) -> None:
    """Whoever holds a stolen session is slowed down like whoever signs in."""
    statuses = [
        alice.post(
            "/settings/email", "/settings", email="eve@example.org", proof=f"guess {number}"
        ).status_code
        for number in range(8)
    ]
    assert statuses[0] == 400
    assert statuses[-1] == 429


def test_signing_out_everywhere_ends_ways_in_that_were_added_meanwhile(
    site: Flask, visitor: Callable[[str], Visitor]
) -> None:
    add_account(site, "alice", sign_in_key="github.com:7")
    visitor("alice").post("/settings/password", "/settings", current=PASSWORD, password=NEW)
    with site.app_context():
        (account,) = db.session.scalars(select(ForgeAccount)).all()
        assert account.sign_in_key is None
