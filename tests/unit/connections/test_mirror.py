"""The mirror: complete, kept up to date by what has changed, and honest about what went wrong."""

import pytest
from sqlalchemy import func, select

from importer.clock import now
from importer.connections import accounts, mirror, picker
from importer.connections.picker import Wish
from importer.database import db, writing
from importer.forges.base import Grant
from importer.models import ConnectionKind, ForgeAccount, ForgeRepository
from tests.unit.connections.conftest import fresh

LIST = "/user/repos"


@pytest.fixture
def sync(connector):
    """Reads an account's list now, however lately it was read."""

    def run(account: ForgeAccount) -> ForgeAccount:
        with writing() as session:
            session.get_one(ForgeAccount, account.id).synced_at = None
        mirror.sync(connector, account.id)
        return fresh(account)

    return run


def _names(account) -> set[str]:
    rows = select(ForgeRepository.full_name).where(ForgeRepository.account_id == account.id)
    return set(db.session.scalars(rows))


def _asked(forge, path=LIST) -> list[dict]:
    return [one for one in forge.requests() if path in one["path"]]


def test_every_page_is_mirrored_organisations_and_private_ones_too(alice, connect, sync, forge):
    account = sync(connect(alice))
    names = _names(account)
    pages = {one["path"].rpartition("page=")[2] for one in _asked(forge)}
    assert pages == {"1", "2", "3", "4"}
    assert len(names) > 300
    assert {name.partition("/")[0] for name in names} >= {"demo", "harbour"}
    assert (account.sync_done, account.sync_total, account.sync_error) == (4, 4, "")
    assert account.synced_at is not None
    assert account.sync_id is None
    assert picker.find(db.session(), alice.id, Wish(visibility="private")).total > 30


def test_refresh_asks_whether_anything_has_changed_and_reads_only_what_has(
    alice, connect, sync, forge
):
    account = sync(connect(alice))
    before = _names(account)
    forge.change("demo/atlas-parser", stars=4711)
    mark = len(_asked(forge))
    account = sync(account)
    statuses = sorted(one["status"] for one in _asked(forge)[mark:])
    assert statuses == [200, 304, 304, 304]
    assert _names(account) == before
    (found,) = picker.find(db.session(), alice.id, Wish(q="atlas-parser", sort="stars")).rows[:1]
    assert found.repository.stars == 4711


def test_what_is_gone_at_the_forge_goes_here(alice, connect, sync, forge):
    account = sync(connect(alice))
    gone = sorted(name for name in _names(account) if name.startswith("harbour/"))[0]
    forge.change(gone, readers=[])
    assert gone not in _names(sync(account))


def test_who_asked_before_the_reading_ended_is_answered_by_it(alice, connect, connector, forge):
    account = connect(alice)
    asked_at = now()
    with writing() as session:
        row = session.get_one(ForgeAccount, account.id)
        row.sync_id, row.sync_at = "another", now()
    mirror.sync(connector, account.id)
    assert _asked(forge) == []
    with writing() as session:
        session.get_one(ForgeAccount, account.id).sync_id = None
    mirror.sync(connector, account.id, asked_at)
    asked = len(_asked(forge))
    assert asked == 4
    mirror.sync(connector, account.id, asked_at)
    assert len(_asked(forge)) == asked
    # Whoever asks the moment after wants to see what has changed since.
    mirror.sync(connector, account.id, now())
    assert len(_asked(forge)) > asked


def test_failure_keeps_the_old_list_and_says_why(alice, connect, sync, forge):
    account = sync(connect(alice))
    before = _names(account)
    forge.misbehave("page=3", answer="not_found")
    account = sync(account)
    assert account.sync_error
    assert account.sync_id is None
    assert _names(account) == before
    forge.reset()
    forge.misbehave("page=2", answer="secondary_limit_429_retry_after", seconds=90)
    assert "rate limit" in sync(account).sync_error
    forge.reset()
    assert sync(account).sync_error == ""


@pytest.mark.parametrize("answer", ["broken_json", "wrong_shape", "null", "html", "deep_json"])
def test_answer_that_is_none_is_a_sentence_and_no_traceback(alice, connect, sync, forge, answer):
    forge.misbehave("page=1$", answer=answer)
    account = sync(connect(alice))
    assert account.sync_error.endswith(".")
    assert "nobody foresaw" not in account.sync_error
    assert account.state == "ok"


def test_revoked_token_turns_into_reconnect_and_the_list_stays(alice, connect, sync, forge):
    account = sync(connect(alice))
    forge.revoke("demo-token")
    lost = sync(account)
    assert lost.state == "reconnect"
    assert "no longer accepts" in lost.state_reason
    assert len(_names(account)) > 300
    mark = len(_asked(forge))
    sync(account)
    assert len(_asked(forge)) == mark


def test_repository_two_accounts_see_is_shown_once_until_one_goes(
    alice, connect, sync, connector, forge
):
    forge.change("demo/ledger-private", readers=["guest"])
    first, second = sync(connect(alice)), sync(connect(alice, "guest-token"))
    both = select(func.count()).where(ForgeRepository.full_name == "demo/ledger-private")
    assert db.session.scalar(both) == 2
    wish = Wish(q="demo/ledger-private")
    assert picker.find(db.session(), alice.id, wish).total == 1
    accounts.disconnect(connector, first)
    (row,) = picker.find(db.session(), alice.id, wish).rows
    assert row.repository.account_id == second.id


def test_organisations_hidden_by_single_sign_on_are_remembered(alice, connect, sync, forge):
    forge.misbehave(
        LIST, headers={"X-GitHub-SSO": "partial-results; organizations=21955855, 20582480"}
    )
    account = sync(connect(alice))
    assert account.hidden_organizations == "20582480,21955855"
    assert account.sync_error == ""


def test_app_sees_where_it_is_installed(alice, connector, sync, forge):
    grant = Grant(forge.issue("demo", app=True)["value"])
    account = sync(accounts.connect(connector, alice.id, grant, ConnectionKind.OAUTH))
    assert account.kind == "app"
    owners = {name.partition("/")[0] for name in _names(account)}
    assert owners == {"demo", "harbour"}
    assert len(_asked(forge, "/user/installations/")) > 3
