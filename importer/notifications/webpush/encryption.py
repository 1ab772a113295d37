"""Message encryption for Web Push: https://www.rfc-editor.org/rfc/rfc8291 on top of RFC 8188."""

import base64
import binascii
import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_SIZE = 4096
# What is left of one record of that size, which every service takes.
LONGEST_PAYLOAD = 3993
_POINT = 65
_SECRET = 16
_LAST_RECORD = b"\x02"


def encrypt(
    payload: bytes,
    browser_key: bytes,
    auth_secret: bytes,
    *,
    salt: bytes | None = None,
    own_key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push request, in content coding ``aes128gcm``.

    :param browser_key: the subscription's ``p256dh``, an uncompressed point of P-256.
    :param auth_secret: the subscription's ``auth``, 16 bytes.
    :param salt, own_key: for the standard's examples; otherwise new ones for every message.
    :raises ValueError: the payload is too long, or a key is none.
    """
    if len(payload) > LONGEST_PAYLOAD:
        raise ValueError("too long for a push message")
    salt = salt or os.urandom(16)
    own_key = own_key or ec.generate_private_key(ec.SECP256R1())
    own_point = point(own_key.public_key())
    shared = own_key.exchange(ec.ECDH(), public_key(browser_key))
    info = b"WebPush: info\x00" + browser_key + own_point
    material = _derive(auth_secret, shared, info, 32)
    key = _derive(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(salt, material, b"Content-Encoding: nonce\x00", 12)
    header = salt + struct.pack("!IB", RECORD_SIZE, len(own_point)) + own_point
    return header + AESGCM(key).encrypt(nonce, payload + _LAST_RECORD, None)


def public_key(browser_key: bytes) -> ec.EllipticCurvePublicKey:
    """:raises ValueError: it is no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The key as an uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def check_keys(p256dh: str, auth: str) -> None:
    """:raises ValueError: these are not a subscription's keys in URL-safe base64."""
    key, secret = decode(p256dh), decode(auth)
    if len(key) != _POINT or len(secret) != _SECRET:
        raise ValueError("not the keys of a push subscription")
    public_key(key)


def decode(text: str) -> bytes:
    """URL-safe base64 with or without padding. :raises ValueError: it is not that."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not URL-safe base64") from error


def encode(data: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _derive(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length=length, salt=salt, info=info).derive(material)
