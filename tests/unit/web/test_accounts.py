"""First visit, signing up, in and out."""

from collections.abc import Callable

import pytest
from flask import Flask

from importer.accounts import users
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

ACCOUNT = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}


@pytest.fixture
def first(make_site: Callable[..., Flask]) -> Visitor:
    """The first visitor of an empty site."""
    return Visitor(make_site().test_client())


@pytest.mark.parametrize("path", ["/", "/sign-in", "/signup"])
def test_the_first_visit_leads_to_the_setup(first: Visitor, path: str) -> None:
    assert first.get(path).location == "/setup"


def test_the_setup_makes_an_administrator_and_signs_in(first: Visitor) -> None:
    answer = first.post("/setup", page="/setup", **ACCOUNT)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Add a project" in first.get("/").text
    with first.client.application.app_context():
        made = users.by_name("ada")
        assert made is not None
        assert made.is_admin


def test_a_bad_field_is_named_and_what_was_typed_is_kept(first: Visitor) -> None:
    answer = first.post("/setup", page="/setup", **ACCOUNT | {"password": "short"})
    assert answer.status_code == 400
    assert "at least 8 characters" in answer.text
    assert 'value="ada"' in answer.text
    assert "short" not in answer.text


def test_nobody_sets_up_twice(stranger: Visitor) -> None:
    assert stranger.get("/setup").status_code == 404
    assert stranger.post("/setup", **ACCOUNT).status_code == 404


def test_sign_up_is_closed_unless_opened(stranger: Visitor) -> None:
    answer = stranger.get("/signup")
    assert answer.status_code == 403
    assert "Sign-up is closed here." in answer.text
    assert stranger.post("/signup", **ACCOUNT).status_code == 403


def test_sign_up_makes_ordinary_accounts_where_it_is_open(make_site: Callable[..., Flask]) -> None:
    app = make_site(SIGNUP="open")
    with app.app_context():
        users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
    visitor = Visitor(app.test_client())
    assert "/signup" in visitor.get("/").text
    assert visitor.post("/signup", page="/signup", **ACCOUNT).status_code == 303
    with app.app_context():
        made = users.by_name("ada")
        assert made is not None
        assert not made.is_admin


def test_an_extra_field_makes_nobody_administrator(make_site: Callable[..., Flask]) -> None:
    app = make_site(SIGNUP="open")
    with app.app_context():
        users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
    visitor = Visitor(app.test_client())
    visitor.post("/signup", page="/signup", is_admin="1", is_founder="1", **ACCOUNT)
    with app.app_context():
        made = users.by_name("ada")
        assert made is not None
        assert not made.is_admin


def test_a_wrong_password_and_an_unknown_name_look_the_same(stranger: Visitor) -> None:
    wrong = stranger.post("/sign-in", name="alice", password="wrong")
    unknown = stranger.post("/sign-in", name="nobody", password="wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert "do not match" in wrong.text
    assert squeezed(wrong) == squeezed(unknown)


def test_an_e_mail_address_will_do_as_a_name(stranger: Visitor) -> None:
    answer = stranger.post("/sign-in", name="alice@example.org", password=PASSWORD)
    assert answer.status_code == 303


def test_signing_in_leads_to_where_one_wanted_to_go(stranger: Visitor) -> None:
    refused = stranger.get("/imports?x=1")
    assert refused.location == "/sign-in?next=/imports?x%3D1"
    assert 'value="/imports?x=1"' in stranger.get(refused.location).text
    answer = stranger.post("/sign-in", name="alice", password=PASSWORD, next="/imports?x=1")
    assert answer.location == "/imports?x=1"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(stranger: Visitor, target: str) -> None:
    answer = stranger.post("/sign-in", name="alice", password=PASSWORD, next=target)
    assert answer.location == "/"
    assert stranger.client.get("/sign-in", query_string={"next": target}).location == "/"


def test_the_session_is_new_after_signing_in(stranger: Visitor) -> None:
    stranger.get("/sign-in")
    with stranger.client.session_transaction() as session:
        session["planted"] = "before"
    stranger.sign_in("alice")
    with stranger.client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_session_and_forgets_the_device(stranger: Visitor) -> None:
    stranger.post("/sign-in", name="alice", password=PASSWORD, remember="y")
    assert stranger.client.get_cookie("repofolio_remember")
    answer = stranger.post("/sign-out", page="/")
    assert answer.status_code == 303
    assert not stranger.client.get_cookie("repofolio_remember")
    assert stranger.get("/imports").status_code == 302


def test_signing_out_takes_a_form(alice: Visitor) -> None:
    assert alice.get("/sign-out").status_code == 404
    assert alice.client.post("/sign-out").status_code == 400
    assert alice.get("/imports").status_code == 200


def test_no_name_hides_a_page(site: Flask) -> None:
    rules = {rule.rule for rule in site.url_map.iter_rules()}
    beginnings = {rule.split("/")[1] for rule in rules} - {"", "<username>"}
    assert "projects" in beginnings
    assert beginnings <= users.RESERVED_USERNAMES


def test_a_password_field_is_never_filled_in(stranger: Visitor) -> None:
    answer = stranger.post("/sign-in", name="alice", password="my secret")
    assert "my secret" not in answer.text
