"""The second factor: asked for after the password, good once, switched off with both."""

import re
import time
from collections.abc import Callable

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from importer.accounts import second_factor, users
from importer.clock import now
from importer.database import db
from importer.models import RecoveryCode, SecondFactor
from tests.unit.web.conftest import PASSWORD, Visitor, squeezed

PAGE = "/settings/second-factor"


class Protected:
    """Alice, whose account asks for a code.

    :ivar codes: her recovery codes."""

    def __init__(self, alice: Visitor) -> None:
        self.alice = alice
        alice.post(f"{PAGE}/secret", PAGE, proof=PASSWORD)
        page = alice.get(PAGE).text
        found = re.search(r'class="secret">([A-Z2-7]+)<', page)
        assert found
        self.secret = found[1]
        self.set_up_page = page
        self.first_code = self.code()
        self.shown = alice.post(f"{PAGE}/on", PAGE, code=self.first_code).text
        self.codes = re.findall(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>", self.shown)

    def code(self, later: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * later)


@pytest.fixture
def protected(alice: Visitor) -> Protected:
    return Protected(alice)


def _half_in(visitor: Visitor, **fields: str) -> Visitor:
    answer = visitor.post("/sign-in", name="alice", password=PASSWORD, **fields)
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    return visitor


def _give(visitor: Visitor, code: str) -> int:
    return visitor.post("/sign-in/code", "/sign-in/code", code=code).status_code


def test_the_picture_is_within_the_policy_and_the_codes_are_shown_once(
    protected: Protected,
) -> None:
    assert 'src="data:image/svg+xml' in protected.set_up_page
    assert len(set(protected.codes)) == 10
    again = protected.alice.get(PAGE).text
    assert protected.codes[0] not in again
    assert protected.secret not in again
    assert "10 recovery codes left" in again


def test_the_password_alone_opens_nothing(protected: Protected, stranger: Visitor) -> None:
    _half_in(stranger)
    assert stranger.get("/imports").status_code == 302
    assert stranger.get("/settings").status_code == 302
    assert _give(stranger, "000000") == 401
    assert stranger.get("/imports").status_code == 302


def test_the_code_opens_and_leads_on(protected: Protected, stranger: Visitor) -> None:
    _half_in(stranger, next="/imports")
    answer = stranger.post("/sign-in/code", "/sign-in/code", code=protected.code(later=1))
    assert (answer.status_code, answer.location) == (303, "/imports")
    assert stranger.get("/imports").status_code == 200


def test_a_code_is_good_once(protected: Protected, visitor: Callable, site: Flask) -> None:
    code = protected.code(later=1)
    assert _give(_half_in(Visitor(site.test_client())), protected.first_code) == 401
    assert _give(_half_in(Visitor(site.test_client())), code) == 303
    assert _give(_half_in(Visitor(site.test_client())), code) == 401


def test_a_recovery_code_is_good_once(protected: Protected, site: Flask) -> None:
    code = protected.codes[0]
    assert _give(_half_in(Visitor(site.test_client())), code.upper()) == 303
    assert _give(_half_in(Visitor(site.test_client())), code) == 401
    assert "9 recovery codes left" in protected.alice.get(PAGE).text
    assert "A recovery code was used" in protected.alice.get("/settings/security").text


def test_codes_cannot_be_guessed_for_long(protected: Protected, site: Flask) -> None:
    guesser = _half_in(Visitor(site.test_client()))
    statuses = [_give(guesser, "000000") for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_the_password_does_not_wait_for_its_code_for_ever(
    protected: Protected, stranger: Visitor
) -> None:
    _half_in(stranger)
    with time_machine.travel(now().timestamp() + 600, tick=True):
        assert stranger.get("/sign-in/code").location == "/sign-in"


def test_a_new_password_ends_what_was_half_done(
    site: Flask, protected: Protected, stranger: Visitor
) -> None:
    _half_in(stranger)
    with site.app_context():
        user = users.by_name("alice")
        assert user
        users.set_password(user, "a newer horse")
    assert stranger.get("/sign-in/code").location == "/sign-in"


def test_switching_off_takes_password_and_code(protected: Protected) -> None:
    alice = protected.alice
    for fields in (
        {"proof": "wrong", "code": protected.code(later=1)},
        {"proof": PASSWORD, "code": "000000"},
    ):
        assert alice.post(f"{PAGE}/off", PAGE, **fields).status_code == 400
    fields = {"proof": PASSWORD, "code": protected.code(later=1)}
    assert alice.post(f"{PAGE}/off", PAGE, **fields).status_code == 303
    assert "It is off" in alice.get(PAGE).text


def test_new_recovery_codes_replace_the_old(protected: Protected, site: Flask) -> None:
    fields = {"proof": PASSWORD, "code": protected.code(later=1)}
    page = protected.alice.post(f"{PAGE}/codes", PAGE, **fields).text
    assert len(re.findall(r"<code>[a-z0-9]{4}-", page)) == 10
    assert _give(_half_in(Visitor(site.test_client())), protected.codes[0]) == 401


def test_it_is_not_on_before_a_code_was_right(alice: Visitor, stranger: Visitor) -> None:
    assert alice.post(f"{PAGE}/secret", PAGE, proof="wrong").status_code == 400
    alice.post(f"{PAGE}/secret", PAGE, proof=PASSWORD)
    assert alice.post(f"{PAGE}/on", PAGE, code="000000").status_code == 400
    stranger.sign_in("alice")
    assert stranger.get("/imports").status_code == 200


def test_nothing_at_rest_lets_anybody_in(protected: Protected, site: Flask) -> None:
    with site.app_context():
        sealed = db.session.scalars(select(SecondFactor.sealed_secret)).one()
        digests = db.session.scalars(select(RecoveryCode.digest)).all()
    assert protected.secret not in sealed
    assert not {code.replace("-", "") for code in protected.codes} & set(digests)


def test_the_administrator_lets_in_whoever_lost_everything(
    protected: Protected, site: Flask, stranger: Visitor
) -> None:
    with site.app_context():
        user = users.by_name("alice")
        assert user
        second_factor.switch_off(user, actor="command line")
    stranger.sign_in("alice")
    page = squeezed(stranger.get("/settings/security"))
    assert "The second factor was switched off by command line" in page
