"""What lies in the queue: a task's message as JSON with an HMAC behind it.

Huey's default is pickle, which runs code when it is read. Here a row somebody else wrote into the
queue fails its signature, is logged by the consumer and dropped.
"""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer

_DIGEST_SIZE = hashlib.sha256().digest_size


class SignedJsonSerializer(Serializer):  # type: ignore[misc]
    """Messages as signed JSON.

    :param secret: the key; the signing key is derived from it for this one purpose.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._key = hmac.digest(secret.encode(), b"repofolio queue payload", "sha256")

    def _serialize(self, data: Any) -> bytes:
        body = json.dumps(_plain(data), separators=(",", ":")).encode()
        return hmac.digest(self._key, body, "sha256") + body

    def _deserialize(self, data: bytes) -> Any:
        """:raises ValueError: not signed by this instance, or not a message."""
        signature, body = bytes(data[:_DIGEST_SIZE]), bytes(data[_DIGEST_SIZE:])
        if not hmac.compare_digest(signature, hmac.digest(self._key, body, "sha256")):
            raise ValueError("a queue payload is not signed by this instance")
        return _message(json.loads(body))


def _plain(message: Message) -> dict[str, Any]:
    if message.on_complete or message.on_error or message.chord_config or message.expires:
        raise ValueError("this queue carries single tasks only")
    return {
        "id": message.id,
        "name": message.name,
        "args": list(message.args),
        "kwargs": dict(message.kwargs),
        "eta": message.eta.isoformat() if message.eta else None,
        "priority": message.priority,
        "retries": message.retries,
        "retry_delay": message.retry_delay,
    }


def _message(body: dict[str, Any]) -> Message:
    eta = body.pop("eta")
    return Message(
        **{**body, "args": tuple(body["args"])}, eta=datetime.fromisoformat(eta) if eta else None
    )
