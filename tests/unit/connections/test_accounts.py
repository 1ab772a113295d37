"""Connecting by a token: what is kept, what is told of it, and how it ends."""

import pytest
from sqlalchemy import select, text

from importer.clock import now
from importer.connections import accounts, keys
from importer.database import db, writing
from importer.errors import ForgeUnreachable, NotConnected
from importer.models import ConnectionKind, ForgeAccount, RateBudget
from importer.vault import Vault, VaultLocked
from tests.unit.connections.conftest import fresh


def test_token_is_kept_encrypted_and_its_scopes_and_expiry_are_known(alice, connect, connector):
    account = fresh(connect(alice, "expiring-token"))
    assert (account.login, account.kind, account.state) == ("demo", "pat", "ok")
    assert account.scopes == "repo read:org"
    assert account.may_read_private
    assert account.expires_at is not None
    assert 3 < (account.expires_at - now()).days < 6
    raw = db.session.execute(text("SELECT * FROM forge_accounts")).mappings().one()
    assert "expiring-token" not in str(dict(raw))
    assert connector.vault.open(account.sealed_token) == "expiring-token"


@pytest.mark.parametrize(
    ("token", "scopes", "private"),
    [("fine-token", None, True), ("public-token", "", False), ("demo-token", "repo", True)],
)
def test_what_a_token_may_read_is_told_by_its_kind(alice, connect, token, scopes, private):
    account = connect(alice, token)
    assert (account.scopes, account.may_read_private) == (scopes, private)


def test_same_account_again_gets_the_new_token(alice, connect, connector):
    first = connect(alice, "public-token")
    accounts.lose(first.id, first.sealed_token, "Revoked.")
    assert fresh(first).state == "reconnect"
    again = connect(alice, "demo-token")
    assert again.id == first.id
    assert fresh(again).state == "ok"
    assert connector.vault.open(again.sealed_token) == "demo-token"


def test_one_person_has_several_accounts_and_two_people_may_share_one(alice, bob, connect):
    mine = [connect(alice, "demo-token"), connect(alice, "guest-token")]
    his = connect(bob, "demo-token")
    assert [one.login for one in accounts.of(db.session(), alice.id)] == ["demo", "guest"]
    assert his.id not in [one.id for one in mine]
    assert accounts.owned(db.session(), bob.id, mine[0].id) is None
    assert accounts.owned(db.session(), alice.id, mine[0].id) is not None


def test_only_a_connection_by_the_person_in_person_can_sign_in(alice, bob, connect, connector):
    host = connector.forge.host
    pasted = connect(bob, "demo-token")
    assert accounts.by_identity(db.session(), host, pasted.forge_user_id) is None
    in_person = connect(alice, "demo-token", ConnectionKind.OAUTH)
    found = accounts.by_identity(db.session(), host, in_person.forge_user_id)
    assert found is not None
    assert found.id == in_person.id
    # A second one may use it, but not sign in with it: whose session would that be?
    second = connect(bob, "demo-token", ConnectionKind.DEVICE)
    assert fresh(second).sign_in_key is None
    assert fresh(in_person).sign_in_key is not None


def test_wrong_token_connects_nothing(alice, connect, forge):
    with pytest.raises(NotConnected, match="does not accept that token"):
        connect(alice, "wrong-token")
    forge.misbehave("/user$", cut="before")
    with pytest.raises(ForgeUnreachable):
        connect(alice, "demo-token")
    assert db.session.scalars(select(ForgeAccount)).all() == []


def test_disconnecting_wipes_and_revokes_what_the_app_was_given(alice, connect, connector, forge):
    account = connect(alice, "demo-token", ConnectionKind.OAUTH)
    label = account.budget_label
    with writing() as session:
        session.add(
            RateBudget(host=account.host, credential=label, quota=9, remaining=9, reset_at=now())
        )
    assert accounts.disconnect(connector, account)
    assert db.session.scalars(select(ForgeAccount)).all() == []
    assert db.session.scalars(select(RateBudget)).all() == []
    assert "demo-token" not in [token["value"] for token in forge.tokens()]


def test_pasted_token_is_wiped_and_left_to_its_owner(alice, connect, connector, forge):
    assert not accounts.disconnect(connector, connect(alice, "demo-token"))
    assert "demo-token" in [token["value"] for token in forge.tokens()]
    assert db.session.scalars(select(ForgeAccount)).all() == []


def test_disconnecting_does_not_wait_for_a_forge_that_is_away(alice, connect, connector, forge):
    account = connect(alice, "demo-token", ConnectionKind.OAUTH)
    forge.misbehave("/applications/", cut="before")
    assert not accounts.disconnect(connector, account)
    assert db.session.scalars(select(ForgeAccount)).all() == []


def test_key_is_changed_under_everything_that_was_sealed(alice, bob, connect, connector):
    rows = [connect(alice), connect(bob, "guest-token")]
    before = [row.sealed_token for row in rows]
    assert connector.vault.turn()
    assert connector.vault.turn()
    assert keys.reseal(connector.vault) == (0, 2)
    with pytest.raises(VaultLocked):
        connector.vault.open(before[0])


def test_turned_once_every_secret_moves_to_the_new_key(alice, connect, connector, toolbox):
    account = connect(alice)
    connector.vault.turn()
    assert keys.reseal(connector.vault) == (1, 0)
    path = toolbox.settings.instance_path / "token_keys"
    newest = path.read_text().split()[0]
    alone = Vault((newest,), path)
    assert alone.open(fresh(account).sealed_token) == "demo-token"
