"""The webhook in the settings."""

import re
from collections.abc import Callable

from flask import Flask

from importer.accounts import users
from importer.database import db, writing
from importer.models import Notification, Webhook, WebhookAttempt
from importer.notifications.webhooks import registry
from tests.unit.web.conftest import Visitor, squeezed

SETTINGS = "/settings/notifications"
HOOK = f"{SETTINGS}/webhook"


def _webhook(site: Flask, name: str = "alice") -> Webhook | None:
    with site.app_context():
        user = users.by_name(name)
        assert user is not None
        return registry.of(db.session(), user.id)


def test_the_secret_is_shown_once_and_can_be_renewed(site: Flask, alice: Visitor) -> None:
    made = alice.post(HOOK, SETTINGS, url="https://example.org/hook")
    (first,) = re.findall(r"whsec_[0-9a-f]{64}", made.text)
    assert made.headers["Cache-Control"] == "no-store"
    page = alice.get(SETTINGS).text
    assert "https://example.org/hook" in page
    assert "whsec_" not in page
    renewed = alice.post(f"{HOOK}/secret", SETTINGS)
    (second,) = re.findall(r"whsec_[0-9a-f]{64}", renewed.text)
    assert first != second
    changed = alice.post(HOOK, SETTINGS, url="https://example.org/other")
    assert (changed.status_code, "whsec_" in changed.text) == (303, False)


def test_an_address_we_would_not_call_is_refused_where_it_was_typed(
    site: Flask, alice: Visitor
) -> None:
    answer = alice.post(HOOK, SETTINGS, url="http://example.org/")
    assert answer.status_code == 400
    assert "A webhook needs an https address." in answer.text
    assert 'value="http://example.org/"' in answer.text
    assert _webhook(site) is None


def test_a_test_says_what_came_of_it_and_is_written_down(site: Flask, alice: Visitor) -> None:
    alice.post(HOOK, SETTINGS, url="https://127.0.0.1:9/")
    alice.post(f"{HOOK}/test", SETTINGS)
    page = squeezed(alice.get(SETTINGS))
    assert "That did not work. 127.0.0.1:9 is not a public address." in page
    assert "No answer ping" in page


def test_it_is_removed_with_its_log(site: Flask, alice: Visitor) -> None:
    alice.post(HOOK, SETTINGS, url="https://127.0.0.1:9/")
    alice.post(f"{HOOK}/test", SETTINGS)
    assert alice.post(f"{HOOK}/removal", SETTINGS).status_code == 303
    assert _webhook(site) is None
    with site.app_context():
        assert db.session.query(WebhookAttempt).count() == 0


def test_what_was_told_to_others_cannot_be_sent_again(
    site: Flask, alice: Visitor, visitor: Callable[[str], Visitor]
) -> None:
    alice.post(HOOK, SETTINGS, url="https://example.org/")
    bob = visitor("bob")
    assert bob.post(f"{HOOK}/test", SETTINGS).status_code == 404
    bob.post(HOOK, SETTINGS, url="https://example.org/")
    with site.app_context(), writing() as session:
        user = users.by_name("alice")
        hook = registry.of(session, user.id) if user else None
        assert user is not None
        assert hook is not None
        row = Notification(
            user_id=user.id, happening="failed", channel="webhook", target_id=hook.id
        )
        session.add(row)
        session.flush()
        number = row.id
    path = f"{HOOK}/deliveries/{number}/again"
    assert bob.post(path, SETTINGS).status_code == 404
    assert alice.post(path, SETTINGS).status_code == 303
