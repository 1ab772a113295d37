"""API tokens on the settings pages: made with the password, shown once, revoked."""

import re

import pytest
from flask import Flask

from importer.accounts import tokens, users
from importer.database import db
from importer.models import ApiToken, Scope
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

PAGE = "/settings/tokens"


def _made(visitor: Visitor, **fields: str) -> str:
    fields = {"name": "nightly", "scope": "import", "days": "30", "proof": PASSWORD} | fields
    answer = visitor.post(PAGE, PAGE, **fields)
    assert answer.status_code == 200
    found = re.search(r'class="secret">(rpf_[^<]+)<', answer.text)
    assert found
    return found[1]


def _rows(site: Flask) -> list[ApiToken]:
    with site.app_context():
        alice = users.by_name("alice")
        assert alice is not None
        return tokens.of_user(db.session(), alice.id)


def test_a_token_is_shown_once_and_works(site: Flask, alice: Visitor) -> None:
    token = _made(alice)
    page = alice.get(PAGE)
    assert token not in page.text
    assert f"{token[:12]}…" in page.text
    assert "never used" in squeezed(page)
    answer = site.test_client().get("/api/projects/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert "from 127.0.0.1" in squeezed(alice.get(PAGE))
    assert "An API token was used" in squeezed(alice.get("/settings/security"))


def test_scope_and_end_are_what_was_chosen(site: Flask, alice: Visitor) -> None:
    _made(alice)
    _made(alice, scope="read", days="")
    endless, short = _rows(site)
    assert (short.scope, endless.scope) == (Scope.IMPORT, Scope.READ)
    assert short.expires_at is not None
    assert (short.expires_at - short.created_at).days in (29, 30)
    assert endless.expires_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"proof": "wrong"},
        {"proof": ""},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\x00b"},
        {"scope": "everything"},
        {"days": "1000000"},
        {"days": "x"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_made(
    site: Flask, alice: Visitor, fields: dict[str, str]
) -> None:
    whole = {"name": "nightly", "scope": "import", "days": "30", "proof": PASSWORD}
    answer = alice.post(PAGE, PAGE, **whole | fields)
    assert answer.status_code == 400
    assert "is-error" in answer.text
    assert _rows(site) == []


def test_a_revoked_token_opens_nothing(site: Flask, alice: Visitor, bob: Visitor) -> None:
    token = _made(alice)
    (row,) = _rows(site)
    assert bob.post(f"{PAGE}/{row.id}/revocation", PAGE).status_code == 404
    assert len(_rows(site)) == 1
    assert alice.post(f"{PAGE}/{row.id}/revocation", PAGE).status_code == 303
    assert "nightly" not in alice.get(PAGE).text
    answer = site.test_client().get("/api/projects/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
