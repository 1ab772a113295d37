"""Tokens of a GitHub App: renewed by one, kept before use, and lost only with a word."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from importer.clock import now
from importer.connections import accounts, tokens
from importer.database import db, writing
from importer.errors import CredentialRefused, ForgeUnreachable
from importer.forges.base import Grant
from importer.models import ConnectionKind, ForgeAccount
from tests.unit.connections.conftest import fresh

REFRESH = "/login/oauth/access_token"


@pytest.fixture
def account(alice, connector, forge) -> ForgeAccount:
    """An App's, whose token is good for another minute."""
    issued = forge.issue("demo", app=True)
    grant = Grant(issued["value"], issued["refresh"], expires_at=now() + timedelta(minutes=1))
    made = accounts.connect(connector, alice.id, grant, ConnectionKind.DEVICE)
    assert made.kind == "app"
    return made


@pytest.fixture
def connector(app_toolbox):
    return app_toolbox.connector


def test_old_pair_is_traded_for_a_new_one_which_is_kept(account, connector, forge):
    before = connector.vault.open(account.sealed_token)
    credential = tokens.credential(connector, account)
    assert credential.token != before
    assert credential.label == f"account {account.id}"
    renewed = fresh(account)
    assert connector.vault.open(renewed.sealed_token) == credential.token
    assert renewed.expires_at > now() + timedelta(hours=7)
    assert renewed.renewal_id is None
    assert connector.forge.identify(credential, lambda: None).login == "demo"
    # Good for hours: nothing is asked again.
    asked = forge.counts()["requests"]
    assert tokens.credential(connector, renewed).token == credential.token
    assert forge.counts()["requests"] == asked


def test_crowd_renews_once(account, connector, forge, forge_app):
    found, barrier = [], threading.Barrier(6)

    def work() -> None:
        with forge_app.app_context():
            mine = db.session.get(ForgeAccount, account.id)
            db.session.commit()
            barrier.wait()
            found.append(tokens.credential(connector, mine).token)
            db.session.remove()

    db.session.commit()
    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len([one for one in forge.requests() if REFRESH in one["path"]]) == 1


def test_lost_answer_ends_in_reconnect_and_not_in_a_loop(account, connector, forge):
    """GitHub renewed, and we never heard: the old pair is dead."""
    forge.misbehave(REFRESH, cut="headers", times=1)
    with pytest.raises(ForgeUnreachable):
        tokens.credential(connector, account)
    assert (fresh(account).state, fresh(account).renewal_id) == ("ok", None)
    with pytest.raises(CredentialRefused, match="demo"):
        tokens.credential(connector, fresh(account))
    lost = fresh(account)
    assert lost.state == "reconnect"
    assert "does not renew" in lost.state_reason
    asked = forge.counts()["requests"]
    with pytest.raises(CredentialRefused):
        tokens.credential(connector, lost)
    assert forge.counts()["requests"] == asked


def test_renewal_that_died_is_taken_over(account, connector):
    with writing() as session:
        session.execute(
            update(ForgeAccount).values(renewal_id="dead", renewal_at=now() - timedelta(minutes=1))
        )
    assert tokens.credential(connector, fresh(account)).token.startswith("ghu_")


def test_token_that_has_expired_is_not_tried(alice, connect, connector, forge):
    account = connect(alice, "expiring-token")
    with writing() as session:
        session.execute(update(ForgeAccount).values(expires_at=now() - timedelta(seconds=1)))
    asked = forge.counts()["requests"]
    with pytest.raises(CredentialRefused):
        tokens.credential(connector, fresh(account))
    assert fresh(account).state_reason == tokens.EXPIRED
    assert forge.counts()["requests"] == asked


def test_key_that_is_lost_asks_for_a_new_connection(alice, connect, connector, toolbox):
    account = connect(alice)
    (toolbox.settings.instance_path / "token_keys").unlink()
    connector.vault.turn()
    with pytest.raises(CredentialRefused):
        tokens.credential(connector, account)
    assert fresh(account).state_reason == tokens.LOCKED
