"""Encryption and identification of push messages, against the standards' own examples."""

import base64
import json
import time

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from importer.config import ConfigError, load
from importer.notifications.webpush import encryption, vapid
from importer.notifications.webpush.encryption import decode, encode
from importer.notifications.webpush.vapid import PushKeys

# https://www.rfc-editor.org/rfc/rfc8291#section-5 and appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
SERVER_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
BROWSER_PUBLIC = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN"
)
# https://www.rfc-editor.org/rfc/rfc8292#section-2.4
EXAMPLE_TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0"
    "NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCG"
    "SK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
)
EXAMPLE_KEY = (
    "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
)


def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text), "big"), ec.SECP256R1())


def _claims(token: str, key: str) -> dict[str, object]:
    """What a token says, if ``key`` has signed it (RFC 7515, RFC 7518)."""
    text, _, signature = token.rpartition(".")
    raw = decode(signature)
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(key))
    public.verify(encode_dss_signature(r, s), text.encode(), ec.ECDSA(hashes.SHA256()))
    header, claims = (json.loads(decode(part)) for part in text.split("."))
    assert header == {"typ": "JWT", "alg": "ES256"}
    return claims


def test_the_standards_example_comes_out_bit_by_bit():
    body = encryption.encrypt(
        PLAIN,
        decode(BROWSER_PUBLIC),
        decode(AUTH),
        salt=decode(SALT),
        own_key=_private(SERVER_PRIVATE),
    )
    assert encode(body) == BODY


@pytest.mark.parametrize("size", [0, 1, encryption.LONGEST_PAYLOAD])
def test_another_implementation_reads_what_we_write(size):
    payload = b"x" * size
    browser = ec.generate_private_key(ec.SECP256R1())
    bodies = {
        encryption.encrypt(payload, encryption.point(browser.public_key()), decode(AUTH))
        for _ in range(2)
    }
    assert len(bodies) == 2, "a salt was used twice"
    for body in bodies:
        read = http_ece.decrypt(
            body, private_key=browser, auth_secret=decode(AUTH), version="aes128gcm"
        )
        assert read == payload
        assert len(body) <= 4096


def test_what_no_service_would_take_is_refused():
    with pytest.raises(ValueError, match="too long"):
        encryption.encrypt(b"x" * 3994, decode(BROWSER_PUBLIC), decode(AUTH))


@pytest.mark.parametrize(
    ("key", "auth"),
    [
        ("", AUTH),
        (BROWSER_PUBLIC, ""),
        (BROWSER_PUBLIC[:-4], AUTH),
        ("B" + "A" * 86, AUTH),
        ("no base64!", AUTH),
        (BROWSER_PUBLIC, AUTH + "AAAA"),
    ],
)
def test_keys_that_are_none_are_refused(key, auth):
    encryption.check_keys(BROWSER_PUBLIC, AUTH)
    with pytest.raises(ValueError):  # noqa: PT011
        encryption.check_keys(key, auth)


def test_the_token_is_of_the_standards_form():
    assert _claims(EXAMPLE_TOKEN, EXAMPLE_KEY)["sub"] == "mailto:push@example.com"
    keys = PushKeys(vapid.new_private_key(), "mailto:push@example.com")
    value = keys.authorization("https://push.example.net:8443/push/JzLQ3raZJfFBR0aqvOMsLrt54w4r")
    scheme, _, rest = value.partition(" t=")
    token, _, key = rest.partition(", k=")
    assert (scheme, key) == ("vapid", keys.public)
    claims = _claims(token, key)
    expires = claims.pop("exp")
    assert claims == {"aud": "https://push.example.net:8443", "sub": "mailto:push@example.com"}
    assert isinstance(expires, int)
    assert 0 < expires - time.time() < 24 * 3600
    with pytest.raises(InvalidSignature):
        _claims(token[:-8] + base64.urlsafe_b64encode(b"forged").decode(), key)


def _load(folder, **settings):
    return vapid.load(load({"INSTANCE_PATH": str(folder), **settings}))


def test_the_key_is_made_once_for_this_account_alone(tmp_path):
    first = _load(tmp_path)
    file = tmp_path / vapid.KEY_FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert _load(tmp_path).public == first.public
    setting = file.read_text()
    file.unlink()
    assert _load(tmp_path, VAPID_PRIVATE_KEY=setting).public == first.public
    assert not file.exists()


def test_a_key_that_is_none_or_not_secret_stops_the_start(tmp_path):
    with pytest.raises(ConfigError, match="VAPID_PRIVATE_KEY"):
        _load(tmp_path, VAPID_PRIVATE_KEY="short")
    _load(tmp_path)
    (tmp_path / vapid.KEY_FILE).chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        _load(tmp_path)


@pytest.mark.parametrize(
    ("settings", "contact"),
    [
        ({}, "mailto:webmaster@localhost"),
        ({"MAIL_FROM": "Repofolio <r@example.org>"}, "mailto:r@example.org"),
        ({"PUBLIC_URL": "https://r.example.org"}, "https://r.example.org"),
    ],
)
def test_push_services_are_told_whom_to_ask(tmp_path, settings, contact):
    assert vapid.contact(load({"INSTANCE_PATH": str(tmp_path), **settings})) == contact
