"""Accounts made with GitHub: by invitation, or where sign-up is open."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from importer.accounts import invitations, passwords, users
from importer.database import db
from importer.models import ForgeAccount, Invitation, OutgoingMail, User
from tests.unit.web.conftest import PASSWORD, Visitor, opened, squeezed

CONNECTIONS = "/settings/connections"


@pytest.fixture
def make_site(tmp_path, forge) -> Iterator[Callable[..., Flask]]:
    opened_sites = []

    def make(signup: str = "invite", **settings: str) -> Flask:
        way = forge.environment() | forge.oauth_environment() | {"SIGNUP": signup} | settings
        site = opened(tmp_path / "instance", **way)
        app = site.__enter__()
        opened_sites.append(site)
        with app.app_context():
            users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
        return app

    yield make
    for site in opened_sites:
        site.__exit__(None, None, None)


@pytest.fixture
def site(make_site) -> Flask:
    return make_site()


def _invite(site, email: str = "") -> str:
    """The address of the invitation's page."""
    with site.app_context():
        rose = users.by_name("rose")
        assert rose
        return f"/invitations/{invitations.make(rose, email)}"


def _leave(visitor, page: str, path: str = "", name="newbie", email="new@example.org") -> str:
    answer = visitor.post(path or f"{page}/github", page, username=name, email=email)
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found, squeezed(answer)
    assert "scope=" not in found[1]
    return found[1].replace("&amp;", "&")


@pytest.fixture
def join(site, forge) -> Callable[..., Visitor]:
    """Makes an account with an account of the forge, by an invitation of its own."""

    def make(name: str = "newbie", login: str = "demo") -> Visitor:
        visitor = Visitor(site.test_client())
        back = forge.consent(_leave(visitor, _invite(site), name=name), login)
        assert visitor.client.get(back).status_code == 303
        return visitor

    return make


def _rows(site) -> tuple[int, int, int]:
    """Accounts, connections, invitations that are still good."""
    with site.app_context():
        session = db.session()
        open_ones = invitations.open_ones(session)
        return session.query(User).count(), session.query(ForgeAccount).count(), len(open_ones)


def test_invited_with_github_one_is_in_connected_and_can_come_again(site, forge, join):
    newbie = join()
    assert "newbie" in newbie.get("/settings").text
    assert "demo" in squeezed(newbie.get(CONNECTIONS))
    assert _rows(site) == (2, 1, 0)
    with site.app_context():
        user = users.by_name("newbie")
        assert user
        assert (user.email, user.has_password, user.is_admin) == ("new@example.org", False, False)
    again = Visitor(site.test_client())
    leaving = again.post("/sign-in/github")
    found = re.search(r'content="0; url=([^"]+)"', leaving.text)
    assert found
    again.client.get(forge.consent(found[1].replace("&amp;", "&"), "demo"))
    assert "newbie" in again.get("/settings").text


def test_an_invitation_is_used_up_once_whichever_way(site, forge):
    page = _invite(site)
    one, other = Visitor(site.test_client()), Visitor(site.test_client())
    late = forge.consent(_leave(other, page, name="late"), "guest")
    assert one.client.get(forge.consent(_leave(one, page), "demo")).status_code == 303
    answer = other.client.get(late)
    assert answer.status_code == 410
    assert other.get("/settings").status_code == 302
    assert _rows(site) == (2, 1, 0)
    # What GitHub gave for it was given back.
    assert len([token for token in forge.tokens() if token["value"].startswith("gho_")]) == 1


def test_an_account_at_github_is_one_account_here(site, forge, join):
    join()
    page = _invite(site)
    stranger = Visitor(site.test_client())
    answer = stranger.client.get(forge.consent(_leave(stranger, page, name="second"), "demo"))
    assert answer.status_code == 400
    assert "demo at GitHub belongs to an account here already" in squeezed(answer)
    assert _rows(site) == (2, 1, 1)


def test_nobody_is_found_by_name_or_address(site, forge):
    """Rose has not connected anything; whoever has her name and address at GitHub is not her."""
    page = _invite(site)
    visitor = Visitor(site.test_client())
    answer = visitor.post(f"{page}/github", page, username="rose", email="rose@example.org")
    assert answer.status_code == 400
    assert "That name is taken." in answer.text
    back = forge.consent(_leave(visitor, page, name="demo", email="rose@example.org"), "demo")
    visitor.client.get(back)
    assert "Admin" not in squeezed(visitor.get("/"))
    assert visitor.get("/admin").status_code == 404


def test_the_fields_are_checked_before_the_way_and_after_it(site, forge):
    page = _invite(site, "only@example.org")
    visitor = Visitor(site.test_client())
    for fields, words in (
        ({"username": "x", "email": "only@example.org"}, "A name has 2 to 39"),
        ({"username": "admin", "email": "only@example.org"}, "kept for the application"),
        ({"username": "newbie", "email": "nowhere"}, "not an e-mail address"),
        ({"username": "newbie", "email": "other@example.org"}, "for another address"),
    ):
        answer = visitor.post(f"{page}/github", page, **fields)
        assert answer.status_code == 400
        assert words in squeezed(answer)
    back = forge.consent(_leave(visitor, page, email="only@example.org"), "demo")
    with site.app_context():
        users.create("newbie", "quicker@example.org", PASSWORD)
    answer = visitor.client.get(back)
    assert answer.status_code == 400
    assert "That name is taken." in answer.text
    assert f'action="{page}"' in answer.text
    assert _rows(site) == (2, 0, 1)


def test_an_invitation_that_is_none_leads_nowhere(site):
    visitor = Visitor(site.test_client())
    answer = visitor.post("/invitations/made-up/github", username="newbie", email="n@example.org")
    assert answer.status_code == 410


def test_declining_at_github_makes_no_account(site, forge):
    page = _invite(site)
    visitor = Visitor(site.test_client())
    state = re.search(r"state=([^&]+)", _leave(visitor, page))
    assert state
    answer = visitor.get(f"/oauth/github/callback?error=access_denied&state={state[1]}")
    assert answer.status_code == 400
    assert "declined" in squeezed(answer)
    assert _rows(site) == (1, 0, 1)


def test_where_signup_is_closed_the_way_is_closed(make_site):
    site = make_site("closed")
    page = _invite(site)
    visitor = Visitor(site.test_client())
    for path in (f"{page}/github", "/signup/github"):
        answer = visitor.post(path, username="newbie", email="new@example.org")
        assert answer.status_code == 403


def test_open_signup_takes_github_too_and_confirms_the_address(make_site, forge):
    mail = {"SMTP_URL": "smtp://127.0.0.1:1?starttls=off", "MAIL_FROM": "us@mail.example"}
    site = make_site("open", **mail)
    visitor = Visitor(site.test_client())
    back = forge.consent(_leave(visitor, "/signup", "/signup/github"), "demo")
    assert "We have sent a link to new@example.org" in squeezed(visitor.client.get(back))
    assert visitor.get("/settings").status_code == 302
    with site.app_context():
        assert db.session.query(OutgoingMail).count() == 1
        assert db.session.query(User).filter(User.is_pending).one().username == "newbie"
        assert db.session.query(Invitation).count() == 0


def test_what_asks_for_a_password_says_how_to_get_one(join):
    newbie = join()
    answer = newbie.post("/settings/tokens", "/settings/tokens", name="x", proof="", scope="read")
    assert answer.status_code == 400
    assert "has no password yet. Set one under Settings" in squeezed(answer)
    assert "Confirm with GitHub and set one" in squeezed(newbie.get("/settings"))


def _confirm(visitor, forge, login: str):
    answer = visitor.post("/settings/password/github", "/settings")
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found
    return visitor.client.get(forge.consent(found[1].replace("&amp;", "&"), login))


def test_a_first_password_is_set_once_github_has_said_who_it_is(site, forge, join):
    newbie = join()
    refused = _confirm(newbie, forge, "guest")
    assert refused.status_code == 400
    assert "You do not sign in here with guest" in squeezed(refused)
    page = _confirm(newbie, forge, "demo").location
    assert newbie.post(page, page, password="a new secret").status_code == 303
    with site.app_context():
        user = users.authenticate("newbie", "a new secret")
        assert user
    again = Visitor(site.test_client())
    assert again.post("/sign-in", name="newbie", password="a new secret").status_code == 303
    assert again.post("/settings/password/github", "/settings").location == "/settings"


def test_the_answer_for_one_account_sets_no_password_of_another(site, forge, join):
    one, other = join(), join("other", "guest")
    answer = one.post("/settings/password/github", "/settings")
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found
    back = forge.consent(found[1].replace("&amp;", "&"), "demo")
    assert other.client.get(back).status_code == 400
    assert Visitor(site.test_client()).client.get(back).status_code == 400


def test_the_only_way_in_is_not_disconnected(site, join):
    newbie = join()
    with site.app_context():
        number = db.session.query(ForgeAccount).one().id
    path = f"{CONNECTIONS}/{number}/disconnect"
    answer = newbie.post(path, CONNECTIONS)
    assert answer.status_code == 400
    assert "you could not sign in" in squeezed(answer)
    with site.app_context():
        user = users.by_name("newbie")
        assert user
        users.set_password(user, PASSWORD)
    newbie = Visitor(site.test_client()).sign_in("newbie")
    assert newbie.post(path, CONNECTIONS).status_code == 303


def test_no_password_is_right_where_there_is_none():
    for password in ("", "nobody has this password", "x"):
        assert not passwords.is_right("", password)
        assert not passwords.is_right(None, password)
