"""Push messages on their way to a service on this machine, which answers as real ones do."""

import dataclasses
import json
from datetime import timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.errors import InvalidInput
from importer.http import HttpClient
from importer.models import Notification, PushDevice
from importer.notifications import delivery, devices, outbox
from importer.notifications.devices import Subscription
from importer.notifications.webpush.encryption import encode, point
from importer.tasks import courier
from tests.support.receiver import receiving

AUTH = b"sixteen bytes ok"


@pytest.fixture
def service():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def browser():
    """The private key only the browser has."""
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def our_courier(any_app, service):
    """Ours, allowed to call the service, which is on a private address."""
    place = ("127.0.0.1", service.port)
    allowed = dataclasses.replace(courier().settings, outbound_allow=frozenset({place}))
    http = HttpClient(allowed.outbound_allow)
    yield dataclasses.replace(courier(), http=http, settings=allowed)
    http.close()


@pytest.fixture
def device(alice, service, browser, our_courier):
    endpoint = service.url("/push/abc")
    subscription = Subscription(endpoint, encode(point(browser.public_key())), encode(AUTH))
    devices.register(alice.user.id, subscription, "Firefox on Linux", our_courier.settings)
    (device,) = devices.of(db.session(), alice.user.id)
    return device


def _row():
    db.session.commit()
    rows = select(Notification).filter_by(channel="browser")
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def _deliver_later(our_courier):
    """Once its time to wait is over."""
    with writing() as session:
        session.execute(update(Notification).values(due_at=now() - timedelta(seconds=1)))
    delivery.deliver(_row().id, our_courier)
    return _row()


def test_the_browser_reads_what_became_of_the_import(alice, device, service, browser, our_courier):
    job = alice.fail()
    assert alice.told(channel="browser") == ["browser.failed"]
    delivery.deliver(_row().id, our_courier)
    (request,) = service.received
    assert request.path == "/push/abc"
    assert request.headers["content-encoding"] == "aes128gcm"
    assert int(request.headers["ttl"]) > 0
    assert len(request.headers["topic"]) <= 32
    assert request.headers["authorization"].startswith("vapid t=")
    plain = http_ece.decrypt(
        request.body, private_key=browser, auth_secret=AUTH, version="aes128gcm"
    )
    message = json.loads(plain)
    assert message["title"] == "Import failed"
    assert message["url"] == f"/imports/{job.public_id}"
    assert _row().state == "sent"
    db.session.refresh(device)
    assert device.used_at is not None
    delivery.deliver(_row().id, our_courier)
    assert len(service.received) == 1


def test_who_wants_none_gets_none(alice, device, service):
    alice.chooses("page.failed")
    alice.fail()
    assert alice.told(channel="browser") == []


@pytest.mark.parametrize("status", [404, 410])
def test_an_expired_subscription_is_forgotten(alice, device, service, our_courier, status):
    service.says(status)
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    assert devices.of(db.session(), alice.user.id) == []
    assert (_row().state, _row().error) == ("skipped", "The device's subscription has expired.")


def test_a_service_that_wants_us_to_wait_is_obeyed(alice, device, service, our_courier):
    service.says(429, Retry_After="3600")
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    row = _row()
    assert (row.state, row.attempt) == ("waiting", 1)
    assert now() + timedelta(minutes=55) < row.due_at < now() + timedelta(minutes=65)
    delivery.deliver(row.id, our_courier)
    assert len(service.received) == 1
    service.says(201)
    assert _deliver_later(our_courier).state == "sent"


def test_failures_are_tried_again_and_then_given_up(alice, device, service, our_courier):
    service.says(503)
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    waits = [_row().due_at - now()]
    while _deliver_later(our_courier).state == "waiting":
        waits.append(_row().due_at - now())
    assert waits == sorted(waits)
    assert len(service.received) == len(outbox.DELAYS) + 1
    assert _row().state == "failed"
    assert devices.of(db.session(), alice.user.id)


def test_a_refusal_for_good_is_not_tried_again(alice, device, service, our_courier):
    service.says(403)
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    assert (_row().state, len(service.received)) == ("failed", 1)


def test_a_private_address_is_never_called(alice, device, service):
    alice.fail()
    delivery.deliver(_row().id, courier())
    assert service.received == []
    assert _row().state == "failed"
    assert "not a public address" in _row().error


def test_a_device_removed_meanwhile_is_not_told(alice, device, service, our_courier):
    alice.fail()
    devices.remove(device.id)
    delivery.deliver(_row().id, our_courier)
    assert (_row().state, service.received) == ("skipped", [])


def test_a_claim_is_taken_back_only_if_nobody_can_have_been_told(alice, device, our_courier):
    alice.fail()
    with writing() as session:
        claimed = outbox.claim(session, _row().id)
        assert claimed is not None
        assert outbox.claim(session, claimed.id) is None
    long_ago = now() - timedelta(minutes=5)
    with writing() as session:
        session.execute(update(Notification).values(claimed_at=long_ago))
        outbox.tidy(session)
    assert _row().state == "waiting"
    with writing() as session:
        claimed = outbox.claim(session, _row().id)
        assert claimed is not None
        assert outbox.about_to_call(session, claimed)
        session.execute(update(Notification).values(claimed_at=long_ago))
        outbox.tidy(session)
        assert not outbox.note_sent(session, claimed)
    assert (_row().state, _row().error) == ("failed", outbox.LOST)


def test_a_browser_is_registered_once_and_belongs_to_whoever_uses_it(
    alice, person, device, our_courier
):
    bob = person("bob")
    same = Subscription(device.endpoint, device.p256dh, device.auth)
    for user in (alice.user, alice.user, bob.user):
        devices.register(user.id, same, "Chrome", our_courier.settings)
    owners = db.session.scalars(select(PushDevice.user_id)).all()
    assert owners == [bob.user.id]
    assert devices.owned(alice.user.id, device.id) is None
    devices.forget(alice.user.id, device.endpoint)
    assert devices.of(db.session(), bob.user.id)
    devices.forget(bob.user.id, device.endpoint)
    assert devices.of(db.session(), bob.user.id) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/x",
        "ftp://push.example/x",
        "",
        "https:///x",
        "https://a.b/\n",
        "http://[::1",
    ],
)
def test_what_is_no_subscription_is_refused(alice, browser, our_courier, endpoint):
    keys = (encode(point(browser.public_key())), encode(AUTH))
    with pytest.raises(InvalidInput):
        devices.register(
            alice.user.id, Subscription(endpoint, *keys), "Chrome", our_courier.settings
        )
    assert devices.of(db.session(), alice.user.id) == []


def test_a_person_has_so_many_devices_at_most(alice, browser, our_courier):
    keys = (encode(point(browser.public_key())), encode(AUTH))
    for number in range(devices.MOST + 2):
        subscription = Subscription(f"https://push.example/{number}", *keys)
        devices.register(alice.user.id, subscription, str(number), our_courier.settings)
    kept = devices.of(db.session(), alice.user.id)
    assert [int(one.name) for one in kept] == list(range(devices.MOST + 1, 1, -1))
