"""Links that are sent: forgotten passwords, confirmed addresses, invitations. Each works once."""

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from importer import tasks
from importer.accounts import invitations, links, users
from importer.accounts.sessions import Caller
from importer.clock import now
from importer.database import db, writing
from importer.errors import TooManyAttempts
from importer.models import OutgoingMail, User
from importer.tasks.tidying import tidy_accounts
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

NEW = "a newer horse"
MAIL = {
    "SMTP_URL": "smtp://127.0.0.1:1?starttls=off",
    "MAIL_FROM": "mail@us.example",
    "PUBLIC_URL": "http://pages.example",
}


@pytest.fixture
def mailing(make_site: Callable[..., Flask]) -> Flask:
    """An open site with mails; nobody sends them, so that they can be read in the outbox."""
    app = make_site(SIGNUP="open", **MAIL)
    with app.app_context():
        users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
        users.create("alice", "alice@example.org", PASSWORD)
    return app


def _mails(app: Flask) -> list[OutgoingMail]:
    with app.app_context():
        return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def _link(app: Flask) -> str:
    """The path of the link in the last mail, which begins with PUBLIC_URL whatever Host said."""
    found = re.search(r"http://pages\.example(/\S+)", _mails(app)[-1].text)
    assert found
    return found[1]


def _ask(visitor: Visitor, name: str) -> str:
    answer = visitor.post("/sign-in/forgotten", "/sign-in/forgotten", name=name)
    assert answer.status_code == 200
    return squeezed(answer)


def test_a_forgotten_password_is_set_anew_once(mailing: Flask) -> None:
    here, elsewhere = Visitor(mailing.test_client()), Visitor(mailing.test_client())
    elsewhere.sign_in("alice")
    _ask(here, "alice@example.org")
    assert _mails(mailing)[-1].recipient == "alice@example.org"
    path = _link(mailing)
    assert here.get(path).status_code == 200
    assert elsewhere.get("/imports").status_code == 200, "looking at a link changes nothing"
    short = here.post(path, path, password="short")
    assert "at least 8 characters" in short.text
    assert here.post(path, path, password=NEW).location == "/sign-in"
    assert elsewhere.get("/imports").status_code == 302
    assert here.get(path).status_code == 410
    assert here.post(path, "/sign-in", password="third horse").status_code == 410
    assert here.post("/sign-in", name="alice", password=NEW).status_code == 303


def test_asking_tells_nothing_about_who_is_here(mailing: Flask) -> None:
    visitor = Visitor(mailing.test_client())
    assert _ask(visitor, "alice") == _ask(visitor, "nobody")
    assert [mail.recipient for mail in _mails(mailing)] == ["alice@example.org"]


def test_asking_again_and_again_is_slowed_down(mailing: Flask) -> None:
    visitor = Visitor(mailing.test_client())
    statuses = [
        visitor.post("/sign-in/forgotten", "/sign-in/forgotten", name="alice").status_code
        for _ in range(6)
    ]
    assert statuses == [200] * 5 + [429]


def test_a_link_dies_with_the_hour_and_with_any_other_change(
    site: Flask, alice: Visitor, stranger: Visitor
) -> None:
    with site.app_context():
        user = users.by_name("alice")
        assert user
        old, overtaken = links.for_reset(user), links.for_reset(user)
    with time_machine.travel(now() + links.RESET_FOR * 2, tick=True):
        assert stranger.get(f"/sign-in/reset/{old}").status_code == 410
    assert alice.get(f"/sign-in/reset/{overtaken}").status_code == 200
    alice.post("/settings/password", "/settings", current=PASSWORD, password=NEW)
    assert alice.get(f"/sign-in/reset/{overtaken}").status_code == 410


@pytest.mark.parametrize("token", ["x", "é", "a.b.c", "W10.ab.cd", "%00"])
def test_made_up_links_lead_nowhere(stranger: Visitor, token: str) -> None:
    for page in ("sign-in/reset", "signup/confirm", "invitations"):
        assert stranger.get(f"/{page}/{token}").status_code == 410


def test_a_link_serves_its_own_purpose_only(site: Flask, stranger: Visitor) -> None:
    with site.app_context():
        user = users.by_name("alice")
        assert user
        reset, confirm = links.for_reset(user), links.for_confirmation(user, "m@evil.example")
    assert stranger.get(f"/signup/confirm/{reset}").status_code == 410
    assert stranger.get(f"/sign-in/reset/{confirm}").status_code == 410


def test_without_mails_the_page_says_whom_to_ask(stranger: Visitor) -> None:
    page = stranger.get("/sign-in/forgotten").text
    assert "sends no mails" in page
    assert "<form" not in page.partition("<main")[2]


def test_open_sign_up_waits_for_the_address(mailing: Flask) -> None:
    ada = Visitor(mailing.test_client())
    fields = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    assert "Open it" in ada.post("/signup", "/signup", **fields).text
    assert ada.get("/imports").status_code == 302
    refused = ada.post("/sign-in", name="ada", password=PASSWORD)
    assert "We have sent a link to ada@example.org" in refused.text
    assert ada.get("/imports").status_code == 302
    path = _link(mailing)
    assert ada.post(path, path).location == "/sign-in"
    assert ada.get(path).status_code == 410
    ada.sign_in("ada")
    assert ada.get("/imports").status_code == 200


def test_a_new_address_counts_once_it_is_confirmed(mailing: Flask) -> None:
    alice = Visitor(mailing.test_client()).sign_in("alice")
    alice.post("/settings/email", "/settings", email="a@new.example", proof=PASSWORD)
    assert _email(mailing) == "alice@example.org"
    path = _link(mailing)
    assert _mails(mailing)[-1].recipient == "a@new.example"
    assert alice.post(path, path).location == "/settings"
    assert _email(mailing) == "a@new.example"
    told = _mails(mailing)[-1]
    assert (told.recipient, "a@new.example" in told.text) == ("alice@example.org", True)


def _email(app: Flask) -> str:
    with app.app_context():
        user = users.by_name("alice")
        assert user
        return user.email


@pytest.fixture
def inviting(make_site: Callable[..., Flask]) -> Flask:
    app = make_site(SIGNUP="invite")
    with app.app_context():
        users.create("rose", "rose@example.org", PASSWORD, is_founder=True)
    return app


def _invite(rose: Visitor, email: str = "") -> str:
    page = rose.post("/settings/invitations", "/settings/invitations", email=email).text
    found = re.search(r"http://127\.0\.0\.1:8000(/invitations/[\w-]+)", page)
    assert found
    return found[1]


ACCOUNT = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}


def test_an_invitation_makes_one_account(inviting: Flask) -> None:
    rose = Visitor(inviting.test_client()).sign_in("rose")
    path = _invite(rose)
    first, second = Visitor(inviting.test_client()), Visitor(inviting.test_client())
    assert first.get("/signup").status_code == 403
    taken = first.post(path, path, **ACCOUNT | {"username": "rose"})
    assert "That name is taken." in taken.text
    assert first.post(path, path, is_admin="1", **ACCOUNT).location == "/"
    assert first.get("/imports").status_code == 200
    assert second.get(path).status_code == 410
    with inviting.app_context():
        made = users.by_name("ada")
        assert made
        assert not made.is_admin


def test_two_who_use_one_invitation_at_once_make_one_account(inviting: Flask) -> None:
    rose = Visitor(inviting.test_client()).sign_in("rose")
    token = _invite(rose).rpartition("/")[2]
    with inviting.app_context():
        seen_by_both = invitations.find(token)
        tasks.accept(seen_by_both, "ada", "ada@example.org", PASSWORD)
        with pytest.raises(Exception, match="has been used"):
            tasks.accept(seen_by_both, "eve", "eve@example.org", PASSWORD)
        assert users.by_name("eve") is None


def test_an_invitation_for_an_address_is_for_that_one(inviting: Flask) -> None:
    rose = Visitor(inviting.test_client()).sign_in("rose")
    path = _invite(rose, "ada@example.org")
    ada = Visitor(inviting.test_client())
    assert 'value="ada@example.org"' in ada.get(path).text
    other = ada.post(path, path, **ACCOUNT | {"email": "eve@example.org"})
    assert "for another address" in other.text
    assert ada.post(path, path, **ACCOUNT).status_code == 303


def test_an_invitation_can_be_withdrawn(inviting: Flask) -> None:
    rose = Visitor(inviting.test_client()).sign_in("rose")
    path = _invite(rose)
    (withdrawal,) = re.findall(
        r"/settings/invitations/\d+/withdrawal", rose.get("/settings/invitations").text
    )
    assert rose.post(withdrawal, "/settings/invitations").status_code == 303
    assert rose.get(path).status_code == 410


def test_invitations_are_for_administrators(alice: Visitor) -> None:
    assert alice.get("/settings/invitations").status_code == 404
    assert alice.post("/settings/invitations", "/settings").status_code == 404
    assert alice.post("/settings/invitations/1/withdrawal", "/settings").status_code == 404
    assert "Invitations" not in alice.get("/settings").text


def test_an_account_nobody_confirmed_frees_its_name(mailing: Flask) -> None:
    with mailing.app_context():
        tasks.sign_up("ada", "ada@example.org", PASSWORD, Caller())
        with writing() as session:
            past = now() - links.CONFIRM_FOR * 3
            session.execute(update(User).values(created_at=past))
        tidy_accounts()
        assert [user.username for user in users.everyone()] == ["alice", "rose"]


def test_nobodys_inbox_is_flooded_by_signing_up(mailing: Flask) -> None:
    with mailing.app_context():
        place, before = Caller(address="192.0.2.1"), db.session.query(OutgoingMail).count()
        for number in range(5):
            tasks.sign_up(f"name{number}", "victim@example.org", PASSWORD, place)
        with pytest.raises(TooManyAttempts):
            tasks.sign_up("another", "victim@example.org", PASSWORD, place)
        assert db.session.query(OutgoingMail).count() - before == 5
