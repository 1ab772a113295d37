"""Both flows against a forge that speaks GitHub's OAuth, errors as HTTP 200 and all."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text, update

from importer.clock import now
from importer.connections import handshakes
from importer.database import db, writing
from importer.errors import ForgeUnreachable, NotConnected
from importer.models import ForgeAccount, ForgeHandshake
from tests.unit.connections.conftest import due

CALLBACK = "http://localhost/oauth/github/callback"
TOKEN = "/login/oauth/access_token"


def _returned(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


@pytest.fixture
def finish(connector):
    def run(user, state: str, code: str, callback: str = CALLBACK):
        return handshakes.finish_web(connector, user.id, state, code, callback)

    return run


def _begin(connector, user, forge, login="demo", **how) -> tuple[str, dict[str, str]]:
    url, state = handshakes.begin_web(connector, user.id, CALLBACK, **how)
    return state, _returned(forge.consent(url, login))


def test_person_agrees_and_the_code_becomes_a_token(alice, connector, forge, finish):
    url, state = handshakes.begin_web(connector, alice.id, CALLBACK)
    asked = _returned(url)
    assert asked["code_challenge_method"] == "S256"
    assert "scope" not in asked
    back = _returned(forge.consent(url))
    assert back["state"] == state
    grant = finish(alice, state, back["code"])
    assert grant.token.startswith("gho_")
    assert grant.token not in repr(grant)
    assert db.session.scalars(select(ForgeHandshake)).all() == []


def test_private_repositories_are_asked_for_only_when_wanted(alice, connector):
    url, _ = handshakes.begin_web(connector, alice.id, CALLBACK, private=True)
    assert _returned(url)["scope"] == "repo"


def test_state_is_good_once_and_for_its_owner_alone(alice, bob, connector, forge, finish):
    state, back = _begin(connector, alice, forge)
    asked = forge.counts()["requests"]
    for user, tried in ((bob, state), (alice, "made-up"), (alice, "")):
        with pytest.raises(NotConnected, match="does not belong"):
            finish(user, tried, back["code"])
    assert forge.counts()["requests"] == asked
    finish(alice, state, back["code"])
    with pytest.raises(NotConnected, match="does not belong"):
        finish(alice, state, back["code"])


def test_state_that_is_too_old_is_refused(alice, connector, forge, finish):
    state, back = _begin(connector, alice, forge)
    with writing() as session:
        session.execute(update(ForgeHandshake).values(expires_at=now() - timedelta(seconds=1)))
    with pytest.raises(NotConnected, match="does not belong"):
        finish(alice, state, back["code"])


def test_code_of_another_challenge_gets_nothing(alice, connector, forge, finish):
    """Somebody's intercepted code, brought to a handshake of one's own."""
    _, stolen = _begin(connector, alice, forge)
    state, _ = _begin(connector, alice, forge)
    with pytest.raises(NotConnected, match="does not know that code"):
        finish(alice, state, stolen["code"])


def test_callback_that_is_not_the_one_agreed_to_is_refused(alice, connector, forge, finish):
    state, back = _begin(connector, alice, forge)
    with pytest.raises(NotConnected, match="callback address"):
        finish(alice, state, back["code"], "http://localhost/elsewhere")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("oauth_bad_verification_code", "does not know that code"),
        ("oauth_incorrect_client_credentials", "GITHUB_CLIENT_ID"),
        ("oauth_redirect_uri_mismatch", "callback address"),
        ("oauth_access_denied", "declined"),
        ("oauth_something_new", "did not make the connection"),
    ],
)
def test_error_that_comes_as_success_is_told_in_a_sentence(
    alice, connector, forge, finish, answer, sentence
):
    state, back = _begin(connector, alice, forge)
    forge.misbehave(TOKEN, answer=answer)
    with pytest.raises(NotConnected, match=sentence) as refusal:
        finish(alice, state, back["code"])
    assert refusal.value.suggestion.endswith(".")
    assert db.session.scalars(select(ForgeAccount)).all() == []


def test_forge_that_is_away_is_no_refusal(alice, connector, forge, finish):
    state, back = _begin(connector, alice, forge)
    forge.misbehave(TOKEN, answer="bad_gateway")
    with pytest.raises(ForgeUnreachable):
        finish(alice, state, back["code"])


def test_nothing_secret_of_a_handshake_lies_open(alice, connector, forge):
    url, state = handshakes.begin_web(connector, alice.id, CALLBACK)
    handshakes.begin_device(connector, alice.id)
    rows = str(db.session.execute(text("SELECT * FROM forge_handshakes")).all())
    assert state not in rows
    sealed = db.session.scalars(select(ForgeHandshake.sealed_secret))
    secrets = [connector.vault.open(one) for one in sealed]
    assert len(secrets) == 2
    assert all(secret not in rows and secret not in url for secret in secrets)


def _ask(connector, handshake):
    due()
    return handshakes.ask_device(connector, handshake)


@pytest.fixture
def device(alice, connector, forge):
    forge.set_interval(0.5)
    return handshakes.begin_device(connector, alice.id)


def test_code_is_typed_and_the_account_is_there(alice, connector, forge, device):
    assert len(device.user_code) == 9
    assert _ask(connector, device) is None
    assert forge.enter_code(device.user_code, "guest")
    account = _ask(connector, device)
    assert account is not None
    assert (account.login, account.kind, account.user_id) == ("guest", "device", alice.id)
    assert handshakes.device(db.session(), alice.id, device.public_id) is None


def test_forge_is_not_asked_more_often_than_it_wants(connector, forge, device):
    asked = forge.counts()["requests"]
    for _ in range(5):
        assert handshakes.ask_device(connector, device) is None
    assert forge.counts()["requests"] == asked


def test_slow_down_makes_the_pauses_longer(alice, connector, forge, device):
    forge.misbehave(TOKEN, answer="oauth_slow_down", times=1)
    assert _ask(connector, device) is None
    slower = handshakes.device(db.session(), alice.id, device.public_id)
    assert slower.interval >= 6
    assert slower.ask_again_at > now() + timedelta(seconds=4)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("oauth_access_denied", "declined"),
        ("oauth_expired_token", "expired"),
        ("oauth_incorrect_device_code", "does not know that code any more"),
    ],
)
def test_code_that_is_over_ends_in_a_sentence(alice, connector, forge, device, answer, sentence):
    forge.misbehave(TOKEN, answer=answer)
    with pytest.raises(NotConnected, match=sentence):
        _ask(connector, device)
    assert handshakes.device(db.session(), alice.id, device.public_id) is None


def test_declined_at_the_forge_and_expired_here(alice, connector, forge, device):
    forge.enter_code(device.user_code, "")
    with pytest.raises(NotConnected, match="declined"):
        _ask(connector, device)
    another = handshakes.begin_device(connector, alice.id)
    with writing() as session:
        session.execute(update(ForgeHandshake).values(expires_at=now()))
    another = handshakes.device(db.session(), alice.id, another.public_id)
    with pytest.raises(NotConnected, match="15 minutes"):
        _ask(connector, another)


def test_code_is_its_owners_alone(bob, device):
    assert handshakes.device(db.session(), bob.id, device.public_id) is None


def test_app_without_the_device_flow_says_so(alice, connector, forge):
    forge.misbehave("/login/device/code", answer="oauth_device_flow_disabled")
    with pytest.raises(NotConnected, match="switched off"):
        handshakes.begin_device(connector, alice.id)


def test_forge_that_is_away_is_asked_again_later(connector, forge, device):
    forge.misbehave(TOKEN, cut="before", times=1)
    assert _ask(connector, device) is None
    forge.enter_code(device.user_code)
    assert _ask(connector, device) is not None
