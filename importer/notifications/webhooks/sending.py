"""One request to a person's program."""

import json
import time
from dataclasses import dataclass

from importer.config import Settings
from importer.http import AddressRefused, HttpClient, HttpError
from importer.models import Webhook, WebhookAttempt
from importer.notifications.errors import Undeliverable
from importer.notifications.retrying import retry_after
from importer.notifications.webhooks import signing

ANSWER_SECONDS = 10.0
# So much of the answer is kept for the log.
ANSWER_BYTES = 500
EVENT = "X-Repofolio-Event"
DELIVERY = "X-Repofolio-Delivery"


@dataclass(frozen=True, slots=True)
class Message:
    """:param delivery: the same in every attempt to say the same, so that it can be told apart.
    :param subject: the repository, for the log."""

    event: str
    delivery: str
    subject: str
    body: dict[str, object]


def send(
    http: HttpClient, settings: Settings, webhook: Webhook, message: Message
) -> tuple[WebhookAttempt, Undeliverable | None]:
    """Send it once; returns the line for the log, and what went wrong, if anything did."""
    body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        EVENT: message.event,
        DELIVERY: message.delivery,
        **signing.headers(signing.secret(webhook, settings), int(time.time()), body),
    }
    attempt = WebhookAttempt(
        webhook_id=webhook.id, event=message.event, subject=message.subject[:255]
    )
    began = time.monotonic()
    error = None
    try:
        answer = http.send(
            "POST",
            webhook.url,
            body,
            headers=headers,
            max_bytes=ANSWER_BYTES,
            deadline=ANSWER_SECONDS,
        )
    except HttpError as failure:
        attempt.answer = str(failure)[:ANSWER_BYTES]
        error = Undeliverable(str(failure), is_final=isinstance(failure, AddressRefused))
    else:
        attempt.status = answer.status
        attempt.answer = _readable(answer.body)
        if not attempt.was_taken:
            error = Undeliverable(
                f"The webhook answered {answer.status}.",
                # It is gone for good, and says so.
                is_final=answer.status == 410,
                not_before=retry_after(answer.headers.get("Retry-After", "")),
            )
    attempt.milliseconds = round((time.monotonic() - began) * 1000)
    return attempt, error


def _readable(body: bytes) -> str:
    text = body.decode("utf-8", "replace").replace("\x00", "\ufffd")
    return text[:ANSWER_BYTES]
