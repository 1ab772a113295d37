""" "Why isn't my repository here?": each cause by its name, with one link."""

import pytest

from importer.connections import accounts, mirror
from importer.connections.absence import Place, explain
from importer.connections.picker import Wish
from importer.database import db
from importer.forges.base import Grant
from importer.models import ConnectionKind
from importer.snapshot import RepoRef
from tests.unit.connections.conftest import fresh

PRIVATE = "demo/ledger-private"


@pytest.fixture
def ask(alice, connector):
    def run(path: str, wish: Wish | None = None):
        cause = explain(connector, alice.id, RepoRef(connector.forge.host, path), wish or Wish())
        assert cause.message.endswith(".")
        assert bool(cause.link) != bool(cause.place)
        return cause

    return run


@pytest.fixture
def connected(alice, connect, connector):
    """Connects and reads the list."""

    def make(token: str = "demo-token", kind: ConnectionKind = ConnectionKind.PAT):
        account = connect(alice, token, kind)
        mirror.sync(connector, account.id)
        return fresh(account)

    return make


def test_nobody_is_connected(ask):
    cause = ask(PRIVATE)
    assert (cause.code, cause.place) == ("NOT_CONNECTED", Place.CONNECTIONS)


def test_connection_has_ended(ask, connected, forge):
    account = connected()
    accounts.lose(account.id, account.sealed_token, "Revoked.")
    assert ask("demo/no-such").code == "RECONNECT"


def test_revoked_a_moment_ago(ask, connected, forge):
    account = connected()
    forge.revoke("demo-token")
    assert ask("demo/no-such").code == "RECONNECT"
    assert fresh(account).state == "reconnect"


def test_it_is_there_or_hidden_by_a_filter(ask, connected):
    connected()
    assert ask("DEMO/ledger-private").code == "LISTED"
    archived = ask("demo/hinge-notes", Wish(hide_archived=True))
    assert (archived.code, archived.argument) == ("FILTERED", "demo/hinge-notes")
    assert "archived" in archived.message
    assert "fork" in ask("demo/hinge-notes", Wish(hide_forks=True)).message
    assert ask("demo/atlas-parser", Wish(hide_forks=True, hide_archived=True)).code == "LISTED"


def test_name_is_misspelt_or_has_changed(ask, connected):
    connected()
    assert ask("demo/ledger-privat").argument == PRIVATE
    assert ask("harbor/atlas-parser").argument == "demo/atlas-parser"
    assert ask("demo/nothing-like-it-at-all").code == "NOT_FOUND"


def test_it_was_renamed(ask, connected):
    connected()
    cause = ask("glass/prism")
    assert (cause.code, cause.argument) == ("RENAMED", "lumen/prism-next")


def test_it_is_somebody_elses(ask, connected):
    connected()
    cause = ask("ferrous/sieve")
    assert (cause.code, cause.place, cause.argument) == (
        *("NOT_YOURS", Place.ADDRESS),
        "ferrous/sieve",
    )


def test_list_is_older_than_the_repository(ask, connected, forge):
    forge.change(PRIVATE, owner="nobody")
    connected()
    forge.reset()
    assert ask(PRIVATE).code == "NEWER_THAN_LIST"


def test_connection_is_for_public_ones_only(ask, connected):
    connected("public-token")
    cause = ask(PRIVATE)
    assert (cause.code, cause.place) == ("SCOPE", Place.CONNECTIONS)


def test_fine_grained_token_was_not_given_it(ask, connected, forge):
    connected("fine-token")
    cause = ask("harbour/secret-plans")
    assert cause.code == "TOKEN_SELECTION"
    assert cause.link.endswith("/settings/personal-access-tokens")


def test_app_is_not_installed_on_it(ask, alice, connector, forge):
    grant = Grant(forge.issue("demo", app=True)["value"])
    account = accounts.connect(connector, alice.id, grant, ConnectionKind.OAUTH)
    mirror.sync(connector, account.id)
    cause = ask("northgate/secret-plans")
    assert cause.code == "APP_NOT_INSTALLED"
    assert cause.link.endswith("/settings/installations")


@pytest.mark.parametrize(
    ("answer", "code", "link"),
    [
        ("sso_required", "SSO", "/orgs/sample-org/sso"),
        ("oauth_app_restricted", "ORGANIZATION_APPROVAL", "/settings/connections/applications/"),
        ("ip_allow_list", "IP_LIST", ""),
        ("resource_not_accessible", "REFUSED", ""),
        ("dmca", "BLOCKED", "dmca"),
    ],
)
def test_organisation_refuses_the_token(ask, connected, forge, answer, code, link):
    connected()
    forge.misbehave("/repos/northgate/secret", answer=answer)
    cause = ask("northgate/secret")
    assert cause.code == code
    assert link in cause.link


def test_organisation_hides_it_until_it_approves_or_single_sign_on(ask, connected, forge):
    connected(kind=ConnectionKind.OAUTH)
    cause = ask("harbour/secret-plans")
    assert cause.code == "ORGANIZATION_APPROVAL"
    assert cause.link.endswith("/settings/connections/applications/sample-client")
    forge.misbehave("/user/repos", headers={"X-GitHub-SSO": "partial-results; organizations=7"})
    connected(kind=ConnectionKind.OAUTH)
    assert ask("harbour/secret-plans").code == "SSO"


@pytest.mark.parametrize("answer", ["bad_gateway", "secondary_limit", "broken_json"])
def test_forge_that_gives_no_answer_is_told_as_such(ask, connected, forge, answer):
    connected()
    forge.misbehave("/repos/northgate/secret", answer=answer)
    cause = ask("northgate/secret")
    assert cause.code in ("UNREACHABLE", "RATE_LIMIT")
    assert db.session.is_active
