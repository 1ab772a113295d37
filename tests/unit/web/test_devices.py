"""Browsers that are told things while no tab is open, as the pages deal with them."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from importer.accounts import users
from importer.database import db
from importer.models import PushDevice
from importer.notifications import devices
from importer.notifications.webpush.encryption import encode, point
from tests.unit.web.conftest import Visitor, squeezed

SETTINGS = "/settings/notifications"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def _subscription(endpoint: str = "https://push.example/abc") -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {"endpoint": endpoint, "p256dh": encode(point(key)), "auth": encode(b"x" * 16)}


def _add(visitor: Visitor, **changed: str) -> int:
    visitor.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    fields = _subscription() | changed
    return visitor.post(f"{SETTINGS}/devices", SETTINGS, **fields).status_code


def _devices(site: Flask, name: str) -> list[PushDevice]:
    with site.app_context():
        user = users.by_name(name)
        assert user is not None
        return devices.of(db.session(), user.id)


def test_a_browser_is_listed_tested_and_removed(site: Flask, alice: Visitor) -> None:
    assert _add(alice) == 204
    (device,) = _devices(site, "alice")
    page = alice.get(SETTINGS)
    assert "Firefox on Linux" in squeezed(page)
    assert device.endpoint not in page.text
    removal = alice.post(f"{SETTINGS}/devices/{device.id}/removal", SETTINGS)
    assert removal.status_code == 303
    assert _devices(site, "alice") == []


def test_a_test_says_what_the_service_answered(site: Flask, alice: Visitor) -> None:
    assert _add(alice, endpoint="https://127.0.0.1:9/abc") == 204
    (device,) = _devices(site, "alice")
    assert alice.post(f"{SETTINGS}/devices/{device.id}/test", SETTINGS).status_code == 303
    assert "That did not work. 127.0.0.1:9 is not a public address." in alice.get(SETTINGS).text


@pytest.mark.parametrize("act", ["removal", "test"])
def test_devices_of_others_do_not_exist(
    site: Flask, alice: Visitor, visitor: Callable[[str], Visitor], act: str
) -> None:
    _add(alice)
    (device,) = _devices(site, "alice")
    for name in ("bob", "rose"):
        answer = visitor(name).post(f"{SETTINGS}/devices/{device.id}/{act}", SETTINGS)
        assert answer.status_code == 404
    assert len(_devices(site, "alice")) == 1


@pytest.mark.parametrize(
    "odd", [{"endpoint": "http://push.example/"}, {"p256dh": "x"}, {"auth": ""}]
)
def test_what_is_no_subscription_is_refused(
    site: Flask, alice: Visitor, odd: dict[str, str]
) -> None:
    assert _add(alice, **odd) == 400
    assert _devices(site, "alice") == []


def test_signing_out_forgets_the_browser_it_is_done_in(site: Flask, alice: Visitor) -> None:
    _add(alice)
    _add(alice, endpoint="https://push.example/other")
    alice.post("/sign-out", "/", endpoint="https://push.example/abc")
    assert [one.endpoint for one in _devices(site, "alice")] == ["https://push.example/other"]


def test_the_service_worker_may_serve_the_whole_site(stranger: Visitor) -> None:
    with stranger.get("/sw.js") as answer:
        assert "showNotification" in answer.text
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "no-cache" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/18 Safari/605", "Safari on macOS"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(user_agent: str, name: str) -> None:
    assert devices.name_of(user_agent) == name
