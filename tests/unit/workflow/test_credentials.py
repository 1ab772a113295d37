"""Whose token an import uses, and what becomes of one that is refused."""

import pytest
from sqlalchemy import select

from importer.connections import accounts, mirror
from importer.database import db
from importer.forges.base import Grant
from importer.models import ConnectionKind, ForgeAccount, JobState, RateBudget
from tests.unit.workflow.conftest import REPO, Instance, api_calls, codes

PRIVATE = "demo/ledger-private"


def _connect(instance: Instance, token: str = "demo-token") -> ForgeAccount:
    connector = instance.toolbox.connector
    account = accounts.connect(connector, instance.user.id, Grant(token), ConnectionKind.PAT)
    mirror.sync(connector, account.id)
    return account


def _state(account: ForgeAccount) -> str:
    db.session.commit()
    return str(db.session.get_one(ForgeAccount, account.id, populate_existing=True).state)


def test_own_token_opens_ones_own_private_repository(instance):
    assert instance.import_(PRIVATE).state == JobState.FAILED
    account = _connect(instance)
    job = instance.import_(PRIVATE)
    assert job.state == JobState.SUCCEEDED, job.error
    labels = db.session.scalars(select(RateBudget.credential)).all()
    assert account.budget_label in labels
    assert not any("demo-token" in label for label in labels)


def test_own_private_repository_is_ones_own_also_where_anybody_signs_up(make_instance):
    instance = make_instance(SIGNUP="open", GITHUB_TOKEN="demo-token")
    assert instance.import_(PRIVATE).error_code == "NOT_FOUND"
    _connect(instance)
    assert instance.import_(PRIVATE).state == JobState.SUCCEEDED


def test_of_several_accounts_the_one_that_sees_it_is_used(instance):
    _connect(instance, "guest-token")
    sees = _connect(instance)
    assert instance.import_(PRIVATE).state == JobState.SUCCEEDED
    assert sees.budget_label in db.session.scalars(select(RateBudget.credential)).all()


def test_revoked_token_still_imports_what_is_public_and_asks_to_reconnect(instance, forge):
    account = _connect(instance)
    forge.revoke("demo-token")
    job = instance.import_(REPO)
    assert (job.state, codes(job.warnings)) == (JobState.SUCCEEDED, ["AUTH_INVALID"])
    assert _state(account) == "reconnect"
    # From now on it is not even tried: repeated refusals get a person locked out.
    mark = len(api_calls(forge))
    assert instance.import_("harbour/tidewater").warnings == []
    assert not any(call["token_sent"] for call in api_calls(forge)[mark:])


def test_revoked_token_and_a_private_repository_name_the_connection(instance, forge):
    account = _connect(instance)
    forge.revoke("demo-token")
    job = instance.import_(PRIVATE)
    assert (job.state, job.error_code) == (JobState.FAILED, "AUTH_INVALID")
    assert "demo" in job.error
    assert "Reconnect" in job.suggestion
    assert _state(account) == "reconnect"
    again = instance.import_(PRIVATE)
    assert (again.error_code, again.suggestion) == ("NOT_FOUND", job.suggestion)


def test_token_of_somebody_else_opens_nothing(instance, make_user):
    _connect(instance)
    bob = make_user("bob")
    instance.user = bob
    job = instance.import_(PRIVATE)
    assert (job.state, job.error_code) == (JobState.FAILED, "NOT_FOUND")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ip_allow_list", "network addresses"),
        ("oauth_app_restricted", "not approved the app"),
        ("sso_required", "single sign-on"),
    ],
)
def test_organisation_that_refuses_the_token_is_told_by_its_rule(instance, forge, answer, words):
    account = _connect(instance)
    forge.misbehave(f"/repos/{PRIVATE}", answer=answer)
    job = instance.import_(PRIVATE)
    assert job.error_code == "FORBIDDEN"
    assert words in job.error
    assert _state(account) == "ok"
    forge.misbehave(f"/repos/{REPO}", answer=answer)
    public = instance.import_(REPO)
    if answer == "sso_required":
        assert public.error_link.startswith("https://github.example/orgs/")
    else:
        assert codes(public.warnings) == ["TOKEN_NOT_ALLOWED"]
        assert words in public.warnings[0]["message"]
