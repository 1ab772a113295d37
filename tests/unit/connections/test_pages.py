"""The pages, as a browser without JavaScript walks them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from importer.accounts import users
from importer.clock import now
from importer.connections import accounts, mirror
from importer.database import db
from importer.models import ForgeAccount, ForgeHandshake
from tests.unit.connections.conftest import due
from tests.unit.web.conftest import PASSWORD, Visitor, opened, squeezed

PAGE = "/settings/connections"
ADD = "/projects/add"


@pytest.fixture
def site(tmp_path, forge) -> Iterator[Flask]:
    """No context stays entered: each request has its own, as in life."""
    settings = forge.environment() | forge.oauth_environment()
    with opened(tmp_path / "instance", **settings) as app:
        yield app


@pytest.fixture
def visit(site) -> Callable[[str], Visitor]:
    """Makes somebody who is signed in."""

    def make(name: str) -> Visitor:
        with site.app_context():
            users.create(name, f"{name}@example.org", PASSWORD)
        return Visitor(site.test_client()).sign_in(name)

    return make


@pytest.fixture
def alice(visit) -> Visitor:
    return visit("alice")


@pytest.fixture
def accounts_of(site) -> Callable[[], list[ForgeAccount]]:
    def read() -> list[ForgeAccount]:
        with site.app_context():
            return db.session.query(ForgeAccount).order_by(ForgeAccount.id).all()

    return read


@pytest.fixture
def with_list(site, alice, accounts_of) -> Visitor:
    """Alice, connected, her list read."""
    alice.post(f"{PAGE}/token", page=PAGE, token="demo-token")
    with site.app_context():
        mirror.sync(site.extensions["repofolio"].connector, accounts_of()[0].id)
    return alice


def _leave(visitor: Visitor, **fields: str) -> str:
    """Where the page leads on to."""
    answer = visitor.post(f"{PAGE}/web", page=PAGE, **fields)
    assert answer.status_code == 200
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found
    return found[1].replace("&amp;", "&")


def test_each_way_is_explained_in_a_sentence(alice):
    text = squeezed(alice.get(PAGE))
    for words in ("GitHub asks you whether", "You type a short code", "You make a token"):
        assert words in text


def test_pasted_token_is_never_shown_and_its_scopes_are(alice, accounts_of):
    answer = alice.post(f"{PAGE}/token", page=PAGE, token=" expiring-token\n")
    assert answer.status_code == 303
    page = alice.get(PAGE)
    assert "expiring-token" not in page.text
    log = squeezed(alice.get("/settings/security"))
    assert "An account at GitHub was connected" in log
    assert "expiring-token" not in log
    assert "demo is connected" in page.text
    assert "Personal access token, classic" in squeezed(page)
    assert "read:org" in page.text
    assert len(accounts_of()) == 1


@pytest.mark.parametrize("token", ["wrong-token", "two words", "ключ", "x" * 501, "", "\0"])
def test_token_that_is_none_is_refused_and_not_echoed(alice, accounts_of, token):
    answer = alice.post(f"{PAGE}/token", page=PAGE, token=token)
    assert answer.status_code == 400
    assert len(token) < 4 or token not in answer.text
    assert accounts_of() == []


def test_way_over_githubs_page(alice, forge, accounts_of):
    back = forge.consent(_leave(alice, private="y"))
    answer = alice.client.get(back)
    assert answer.location.endswith(PAGE)
    (account,) = accounts_of()
    assert (account.kind, account.login, account.scopes) == ("oauth", "demo", "repo")
    replayed = alice.client.get(back)
    assert replayed.status_code == 400
    assert "does not belong to a connection" in replayed.text


def test_state_is_bound_to_the_session_that_began(alice, visit, forge, accounts_of):
    back = forge.consent(_leave(alice))
    bob = visit("bob")
    _leave(bob)
    assert bob.client.get(back).status_code == 400
    # Alice herself, in another browser: whoever made her follow a link is not in this session.
    elsewhere = Visitor(alice.client.application.test_client()).sign_in("alice")
    assert elsewhere.client.get(back).status_code == 400
    assert accounts_of() == []
    assert alice.client.get(back).status_code == 303


def test_declined_and_made_up_answers_are_sentences(alice, forge, accounts_of):
    declined = alice.client.get(forge.consent(_leave(alice), login=""))
    assert declined.status_code == 400
    assert "declined at GitHub" in declined.text
    for query in ("", "?code=x", "?state=x", "?error=access_denied&state=x", "?code=%00&state=%ff"):
        answer = alice.get(f"/oauth/github/callback{query}")
        assert answer.status_code == 400
        assert "Nothing was connected" in answer.text
    assert accounts_of() == []


def test_way_with_a_code(site, alice, forge, accounts_of):
    forge.set_interval(0.5)
    page = alice.post(f"{PAGE}/device", page=PAGE).location
    shown = alice.get(page)
    code = re.search(r"<code>([A-Z]{4}-[A-Z]{4})</code>", shown.text)
    assert code
    assert alice.post(page, page=page).location.endswith(page)
    forge.enter_code(code[1], "guest")
    with site.app_context():
        assert db.session.query(ForgeHandshake).one().user_code == code[1]
        due()
    assert alice.post(page, page=page).location.endswith(PAGE)
    assert [one.login for one in accounts_of()] == ["guest"]
    assert alice.get(page).location.endswith(PAGE)


def test_code_and_account_are_their_owners_alone(alice, visit, with_list, accounts_of):
    page = alice.post(f"{PAGE}/device", page=PAGE).location
    bob = visit("bob")
    assert bob.get(page).location.endswith(PAGE)
    (account,) = accounts_of()
    answer = bob.post(f"{PAGE}/{account.id}/disconnect", page=PAGE)
    assert answer.status_code == 404
    assert len(accounts_of()) == 1
    assert alice.post(f"{PAGE}/{account.id}/disconnect", page=PAGE).status_code == 303
    assert accounts_of() == []


def test_reconnect_is_told_where_it_matters(site, with_list, accounts_of):
    (account,) = accounts_of()
    with site.app_context():
        accounts.lose(account.id, account.sealed_token, "GitHub no longer accepts the token.")
    for path in (PAGE, ADD):
        assert "GitHub no longer accepts the token." in with_list.get(path).text
    assert 'href="/settings/connections"' in with_list.get(ADD).text


def test_picker_is_there_at_once_and_works_as_a_plain_form(with_list):
    page = with_list.get(ADD)
    assert "344 repositories, page 1 of 14" in squeezed(page)
    found = with_list.get(f"{ADD}?q=ledger+private&visibility=private&forks=hide")
    assert "1 repository" in squeezed(found)
    assert "demo/ledger-private" in found.text
    partial = with_list.htmx(f"{ADD}/repositories?owner=harbour&sort=name")
    assert "<html" not in partial.text
    assert re.search(r"\d+ repositories", squeezed(partial))
    second = with_list.get(f"{ADD}?page=2&sort=stars")
    assert "page 2 of 14" in squeezed(second)


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=" + "9" * 400, "sort=;", "visibility=%00", "q=%00%ff%25"]
)
def test_wish_that_makes_no_sense_is_no_error(with_list, query):
    assert with_list.get(f"{ADD}?{query}").status_code == 200
    assert with_list.htmx(f"{ADD}/repositories?{query}").status_code == 200


def test_import_button_starts_an_import_and_then_there_is_a_link(with_list, visit):
    page = with_list.get(f"{ADD}?q=demo/ledger-private")
    number = re.search(r'name="repository"\s+value="(\d+)"', page.text)
    assert number
    bob = visit("bob")
    assert bob.post(f"{ADD}/repositories", page=ADD, repository=number[1]).status_code == 404
    answer = with_list.post(f"{ADD}/repositories", page=ADD, repository=number[1])
    assert answer.status_code == 303
    assert "demo" in with_list.get(answer.location).text
    for wrong in ("", "x", "9" * 30, "-1"):
        assert with_list.post(f"{ADD}/repositories", page=ADD, repository=wrong).status_code == 404


def test_refresh_without_javascript_comes_back_to_the_list(with_list):
    answer = with_list.post(f"{ADD}/refresh", page=ADD)
    assert answer.status_code == 303
    assert answer.location.endswith("#repositories")
    assert "Refreshing" in with_list.get(answer.location.partition("#")[0]).text


def test_panel_says_why_with_one_link(with_list):
    answer = with_list.post(f"{ADD}/absence", page=ADD, missing="demo/ledger-privat")
    assert "there is demo/ledger-private" in squeezed(answer)
    assert answer.text.count("data-cause=") == 1
    assert "owner/name" in with_list.post(f"{ADD}/absence", page=ADD, missing="?").text


def test_people_without_an_account_at_github_are_shown_the_way(alice):
    assert "Connect your GitHub account" in alice.get(ADD).text


def _sign_in_over_github(stranger: Visitor, forge, login: str = "demo", **fields: str) -> str:
    """Where GitHub sends the browser back to."""
    leaving = stranger.post("/sign-in/github", **fields)
    assert leaving.status_code == 200
    found = re.search(r'content="0; url=([^"]+)"', leaving.text)
    assert found
    assert "scope=" not in found[1]
    return forge.consent(found[1].replace("&amp;", "&"), login)


def test_account_connected_in_person_signs_in_and_its_new_token_is_given_back(site, alice, forge):
    assert alice.client.get(forge.consent(_leave(alice))).status_code == 303
    good = {token["value"] for token in forge.tokens()}
    stranger = Visitor(site.test_client())
    back = _sign_in_over_github(stranger, forge, next="/imports")
    assert stranger.client.get(back).location.endswith("/imports")
    assert "alice" in stranger.get("/settings").text
    assert {token["value"] for token in forge.tokens()} == good
    assert stranger.client.get(back).status_code == 400
    assert Visitor(site.test_client()).get(back).status_code == 400


@pytest.mark.parametrize("token", ["", "demo-token"])
def test_account_nobody_connected_in_person_does_not_sign_in(site, alice, forge, token):
    """Whoever has somebody's token could connect it, and wait for them to come."""
    if token:
        alice.post(f"{PAGE}/token", page=PAGE, token=token)
    stranger = Visitor(site.test_client())
    answer = stranger.client.get(_sign_in_over_github(stranger, forge))
    assert answer.status_code == 400
    assert "No account here is connected with demo" in answer.text
    assert stranger.get("/settings").status_code == 302


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(site, alice, forge, target):
    alice.client.get(forge.consent(_leave(alice)))
    stranger = Visitor(site.test_client())
    back = _sign_in_over_github(stranger, forge, next=target)
    assert stranger.client.get(back).location == "/"


def test_answer_to_somebody_elses_signing_in_signs_nobody_in(site, alice, forge):
    alice.client.get(forge.consent(_leave(alice)))
    one, other = Visitor(site.test_client()), Visitor(site.test_client())
    assert other.client.get(_sign_in_over_github(one, forge)).status_code == 400
    assert other.get("/settings").status_code == 302


def test_several_that_are_ticked_go_to_the_plan(with_list):
    page = with_list.get(ADD)
    ticked = re.findall(r'name="address"\s+value="([^"]+)"', page.text)
    assert len(ticked) == 25
    answer = with_list.post("/projects/add/several", page=ADD, address=ticked[0])
    assert answer.status_code == 200
    assert ticked[0].rpartition("/")[2] in answer.text


def test_nobody_who_begins_to_sign_in_pushes_out_another(site, alice, forge):
    alice.client.get(forge.consent(_leave(alice)))
    one, crowd = Visitor(site.test_client()), Visitor(site.test_client())
    back = _sign_in_over_github(one, forge)
    for _ in range(30):
        _sign_in_over_github(crowd, forge)
    with site.app_context():
        assert db.session.query(ForgeHandshake).count() == 0
    assert one.client.get(back).status_code == 303
    assert "alice" in one.get("/settings").text


def test_what_was_begun_too_long_ago_signs_nobody_in(site, alice, forge):
    alice.client.get(forge.consent(_leave(alice)))
    late = Visitor(site.test_client())
    with time_machine.travel(now() - timedelta(minutes=16)):
        back = _sign_in_over_github(late, forge)
    assert late.client.get(back).status_code == 400
    assert late.get("/settings").status_code == 302
