"""One push request: https://www.rfc-editor.org/rfc/rfc8030."""

from importer.http import AddressRefused, HttpClient, HttpError
from importer.notifications.errors import Undeliverable
from importer.notifications.retrying import retry_after
from importer.notifications.webpush.encryption import decode, encrypt
from importer.notifications.webpush.vapid import PushKeys

# A service keeps a message this long for a browser that is not running.
KEPT_SECONDS = 24 * 3600
ANSWER_SECONDS = 15.0


class SubscriptionGone(Exception):
    """The browser has withdrawn it, or the service has dropped it; it will never work again."""


def send(
    http: HttpClient,
    keys: PushKeys,
    endpoint: str,
    secrets: tuple[str, str],
    payload: bytes,
    topic: str,
) -> None:
    """Hand a message to the service of the subscription.

    :param secrets: the subscription's ``p256dh`` and ``auth``.
    :param topic: a later message of the same topic replaces one that still waits there.
    :raises SubscriptionGone: it is over with it.
    :raises Undeliverable: the service did not take it this time, or ever.
    """
    headers = {
        "Authorization": keys.authorization(endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
        "Topic": topic,
    }
    body = encrypt(payload, decode(secrets[0]), decode(secrets[1]))
    try:
        answer = http.send(
            "POST", endpoint, body, headers=headers, max_bytes=2048, deadline=ANSWER_SECONDS
        )
    except AddressRefused as error:
        raise Undeliverable(str(error), is_final=True) from error
    except HttpError as error:
        raise Undeliverable(str(error)) from error
    if answer.status in (404, 410):
        raise SubscriptionGone
    if answer.status == 429 or answer.status >= 500:
        raise Undeliverable(
            f"The push service answered {answer.status}.",
            not_before=retry_after(answer.headers.get("Retry-After", "")),
        )
    if answer.status not in (200, 201, 202, 204):
        raise Undeliverable(f"The push service answered {answer.status}.", is_final=True)
