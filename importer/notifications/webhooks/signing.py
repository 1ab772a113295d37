"""Secrets and signatures of webhooks. What a receiver has to do stands in the README."""

import hashlib
import hmac

from importer.config import Settings
from importer.models import Webhook

SIGNATURE = "X-Repofolio-Signature"
TIMESTAMP = "X-Repofolio-Timestamp"


def secret(webhook: Webhook, settings: Settings) -> str:
    """What the receiver was given. It is stored nowhere: key and salt make it anew each time."""
    material = f"webhook {webhook.id} {webhook.salt}".encode()
    return "whsec_" + hmac.new(settings.secret_key.encode(), material, hashlib.sha256).hexdigest()


def headers(key: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The time of sending, and the HMAC-SHA256 over it, a full stop and the body.

    :param timestamp: seconds since 1970; a receiver refuses old ones, so that nobody can repeat
        to it what they have overheard.
    """
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    return {TIMESTAMP: str(timestamp), SIGNATURE: f"v1={digest}"}
