"""One attempt to deliver one notification."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from importer.config import Settings
from importer.database import db, writing
from importer.http import HttpClient
from importer.mail import outbox as mail_outbox
from importer.models import Channel, Notification, PushDevice
from importer.notifications import devices, links, mails, outbox, wording
from importer.notifications.errors import Pointless, Undeliverable
from importer.notifications.webhooks import delivering
from importer.notifications.webpush import sending
from importer.notifications.webpush.sending import SubscriptionGone
from importer.notifications.webpush.vapid import PushKeys
from importer.notifications.wording import Told

log = logging.getLogger("importer.notifications")


@dataclass(frozen=True, slots=True)
class Courier:
    """What delivering takes; made once by the application."""

    settings: Settings
    http: HttpClient
    push_keys: PushKeys


def deliver(notification_id: int, courier: Courier) -> int | None:
    """Deliver it if it is there to be delivered, and write down what became of it.

    No transaction is open while another host is called.

    :returns: the id of the mail it has become, which the queue is to be told of; else None.
    """
    with writing() as session:
        claimed = outbox.claim(session, notification_id)
    if claimed is None:
        return None
    try:
        mail_id = _WAYS[Channel(claimed.channel)](claimed, courier)
    except Pointless as reason:
        with writing() as session:
            outbox.note_skipped(session, claimed, str(reason))
    except Undeliverable as error:
        with writing() as session:
            outbox.note_failure(session, claimed, error)
        log.warning(
            "Notification %d was not delivered in attempt %d: %s",
            claimed.id,
            claimed.attempt,
            error,
        )
    else:
        log.info("Notification %d delivered in attempt %d", claimed.id, claimed.attempt)
        return mail_id
    return None


def push_now(device: PushDevice, courier: Courier, message: Mapping[str, str], topic: str) -> None:
    """Push to one device.

    :raises Undeliverable: its service did not take it.
    :raises Pointless: its subscription has expired; it is forgotten.
    """
    payload = json.dumps(message, ensure_ascii=False).encode()
    keys = (device.p256dh, device.auth)
    try:
        sending.send(courier.http, courier.push_keys, device.endpoint, keys, payload, topic)
    except SubscriptionGone:
        devices.remove(device.id)
        log.info("Device %d has withdrawn its subscription; it is forgotten", device.id)
        raise Pointless("The device's subscription has expired.") from None


def push_message(told: Told) -> dict[str, str]:
    """What ``sw.js`` makes a notification of."""
    return {
        "title": told.title,
        "text": told.text[:300],
        "url": links.path_to(told),
        "tag": told.tag,
    }


def _push(claimed: Notification, courier: Courier) -> int | None:
    device = db.session.get(PushDevice, claimed.target_id)
    if device is None or device.user_id != claimed.user_id:
        raise Pointless("The device has been removed.")
    told = wording.tell(db.session(), claimed.id)
    with writing() as session:
        if not outbox.about_to_call(session, claimed):
            raise Pointless("Another worker has taken over.")
    push_now(device, courier, push_message(told), told.topic)
    with writing() as session:
        outbox.note_sent(session, claimed)
        devices.note_used(session, device.id)
    return None


def _mail(claimed: Notification, courier: Courier) -> int | None:
    message = mails.compose(claimed, courier.settings)
    with writing() as session:
        # One transaction hands it from our outbox to that of mails: neither twice nor never.
        if not outbox.note_sent(session, claimed):
            raise Pointless("Another worker has taken over.")
        return mail_outbox.put(session, message, is_once=True)


def _tell_webhook(claimed: Notification, courier: Courier) -> int | None:
    delivering.tell(claimed, courier.settings, courier.http)
    return None


_WAYS: dict[Channel, Callable[[Notification, Courier], int | None]] = {
    Channel.BROWSER: _push,
    Channel.EMAIL: _mail,
    Channel.WEBHOOK: _tell_webhook,
}
