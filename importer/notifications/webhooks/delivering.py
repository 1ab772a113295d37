"""Attempts that are written down, and the end of a webhook that nobody answers any more."""

import logging

from importer.config import Settings
from importer.database import db, writing
from importer.http import HttpClient
from importer.models import Notification, Webhook
from importer.notifications import outbox
from importer.notifications.errors import Pointless
from importer.notifications.webhooks import messages, registry, sending
from importer.notifications.webhooks.sending import Message

log = logging.getLogger("importer.notifications")


def tell(claimed: Notification, settings: Settings, http: HttpClient) -> None:
    """:raises Undeliverable: it was not taken.
    :raises Pointless: there is no such webhook any more, or it has been switched off."""
    webhook = db.session.get(Webhook, claimed.target_id, populate_existing=True)
    if webhook is None or webhook.user_id != claimed.user_id:
        raise Pointless("The webhook has been removed.")
    if webhook.off_at is not None:
        raise Pointless("The webhook has been switched off after many failures.")
    message = messages.about(db.session(), claimed, settings)
    with writing() as session:
        if not outbox.about_to_call(session, claimed):
            raise Pointless("Another worker has taken over.")
    try_once(http, settings, webhook, message, claimed)


def try_once(
    http: HttpClient,
    settings: Settings,
    webhook: Webhook,
    message: Message,
    claimed: Notification | None = None,
) -> None:
    """Send it and write down what came of it.

    :raises Undeliverable: it was not taken.
    """
    attempt, error = sending.send(http, settings, webhook, message)
    with writing() as session:
        if claimed is not None:
            attempt.notification_id = claimed.id
            if error is None:
                outbox.note_sent(session, claimed)
        if registry.write_down(session, webhook, attempt):
            log.warning("Webhook %d is switched off after many failures in a row", webhook.id)
    if error is not None:
        raise error
