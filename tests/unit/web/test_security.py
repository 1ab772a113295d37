"""Where one is signed in, and what happened to the account."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from importer.accounts.throttle import PAIR
from importer.clock import now
from importer.database import db, writing
from importer.models import UserSession
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

PAGE = "/settings/security"


def _ends(page: str) -> list[str]:
    return re.findall(r'action="(/settings/sessions/\d+/end)"', page)


def test_a_session_is_seen_and_ended_from_another(visitor: Callable[[str], Visitor]) -> None:
    here, elsewhere = visitor("alice"), visitor("alice")
    page = here.get(PAGE).text
    assert page.count("This browser<") == 1
    (path,) = _ends(page)
    assert here.post(path, PAGE).status_code == 303
    assert elsewhere.get("/imports").status_code == 302
    assert here.get("/imports").status_code == 200
    assert "A session was ended" in here.get(PAGE).text


def test_nobody_ends_the_session_of_somebody_else(
    site: Flask, visitor: Callable[[str], Visitor]
) -> None:
    alice, bob = visitor("alice"), visitor("bob")
    with site.app_context():
        ids = db.session.scalars(select(UserSession.id)).all()
    for session_id in ids[:1]:
        assert bob.post(f"/settings/sessions/{session_id}/end", PAGE).status_code == 404
    assert alice.get("/imports").status_code == 200


def test_signing_out_everywhere_means_here_as_well(visitor: Callable[[str], Visitor]) -> None:
    here, elsewhere = visitor("alice"), visitor("alice")
    assert here.post("/settings/sessions/end", PAGE).location == "/sign-in"
    assert here.get("/imports").status_code == 302
    assert elsewhere.get("/imports").status_code == 302


def test_a_copied_cookie_is_worth_nothing_after_signing_out(site: Flask, alice: Visitor) -> None:
    cookie = alice.client.get_cookie("repofolio_session")
    assert cookie
    thief = Visitor(site.test_client())
    thief.client.set_cookie("repofolio_session", cookie.value)
    assert thief.get("/imports").status_code == 200
    alice.post("/sign-out", page="/")
    assert thief.get("/imports").status_code == 302


def test_the_session_in_the_cookie_is_another_after_each_sign_in(stranger: Visitor) -> None:
    ids = set()
    for _ in range(2):
        stranger.sign_in("alice")
        with stranger.client.session_transaction() as session:
            ids.add(session["_user_id"])
        stranger.post("/sign-out", page="/")
    assert len(ids) == 2


def test_failures_are_shown_to_the_person_concerned(
    stranger: Visitor, alice: Visitor, bob: Visitor
) -> None:
    stranger.post("/sign-in", name="alice", password="guessed-canary")
    assert "Somebody gave a wrong password" in alice.get(PAGE).text
    assert "canary" not in alice.get(PAGE).text
    assert "wrong password" not in bob.get(PAGE).text


def test_a_guesser_is_told_when_to_try_again(stranger: Visitor) -> None:
    answers = {}
    for name in ("alice", "nobody"):
        for _ in range(PAIR.free):
            assert stranger.post("/sign-in", name=name, password="wrong").status_code == 401
        locked = stranger.post("/sign-in", name=name, password=PASSWORD)
        assert locked.status_code == 429
        assert int(locked.headers["Retry-After"]) >= 1
        answers[name] = re.sub(r"[\d:]+ UTC", "then", squeezed(locked))
    assert "Too many attempts. Try again at then" in answers["alice"]
    assert answers["alice"] == answers["nobody"]


def test_last_seen_moves_with_the_visits(site: Flask, alice: Visitor) -> None:
    with site.app_context(), writing() as session:
        session.execute(update(UserSession).values(seen_at=now() - timedelta(hours=2)))
    assert alice.get("/imports").status_code == 200
    with site.app_context():
        seen = db.session.scalars(select(UserSession.seen_at)).one()
    assert seen > now() - timedelta(minutes=5)
