"""Saying who we are to push services (VAPID): https://www.rfc-editor.org/rfc/rfc8292."""

import json
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from importer.config import ConfigError, Settings
from importer.key_files import publish_secret, refuse_readable_by_others
from importer.notifications.webpush.encryption import decode, encode, point

KEY_FILE = "vapid_private_key"
# Services refuse more than a day; a clock that is off must not spoil it.
VALID_SECONDS = 12 * 3600


class PushKeys:
    """The instance's key pair. Browsers are subscribed to its public half: a new pair loses them.

    :param private: 32 bytes in URL-safe base64, the form in which VAPID keys are passed around.
    :param subject: an address at which whoever runs a push service can reach us.
    :raises ValueError: it is no key.
    """

    def __init__(self, private: str, subject: str) -> None:
        raw = decode(private)
        if len(raw) != 32:
            raise ValueError("a VAPID private key has 32 bytes")
        self._key = ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
        self._subject = subject
        self.public = encode(point(self._key.public_key()))

    def authorization(self, endpoint: str) -> str:
        """The value of the Authorization header for a push to ``endpoint``."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + VALID_SECONDS,
            "sub": self._subject,
        }
        return f"vapid t={self._signed(claims)}, k={self.public}"

    def _signed(self, claims: dict[str, object]) -> str:
        # A JWT (RFC 7519) with ES256: the signature is r and s side by side (RFC 7518, 3.4).
        header = {"typ": "JWT", "alg": "ES256"}
        text = ".".join(
            encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
        )
        signature = self._key.sign(text.encode("ascii"), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signature)
        return f"{text}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def contact(settings: Settings) -> str:
    """Where whoever runs a push service can reach whoever runs this instance."""
    if settings.public_url.startswith("https://"):
        return settings.public_url
    address = settings.mail_from.rpartition("<")[2].rstrip(">")
    return f"mailto:{address or 'webmaster@localhost'}"


def new_private_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(number.to_bytes(32, "big"))


def load(settings: Settings) -> PushKeys:
    """The key of the setting, else that of the file in the instance folder, made if missing.

    :raises ConfigError: it is no key, or others can read it.
    """
    path = settings.instance_path / KEY_FILE
    key = settings.vapid_private_key
    if not key:
        if not path.exists():
            publish_secret(path, new_private_key())
        refuse_readable_by_others(path)
        key = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        return PushKeys(key, contact(settings))
    except ValueError as error:
        raise ConfigError(
            "VAPID_PRIVATE_KEY must be 32 bytes in URL-safe base64; "
            f"unset it and delete {path} to have a new one made."
        ) from error
