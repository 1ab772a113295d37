"""Webhooks, as the program at the other end sees them."""

import dataclasses
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from importer.clock import now
from importer.database import db, writing
from importer.errors import InvalidInput
from importer.http import HttpClient
from importer.models import Notification, WebhookAttempt
from importer.notifications import delivery, outbox
from importer.notifications.webhooks import delivering, messages, registry, signing
from importer.tasks import courier
from tests.support.receiver import Received, receiving


@pytest.fixture
def program():
    with receiving() as receiver:
        receiver.says(200, b"thanks")
        yield receiver


@pytest.fixture
def our_courier(any_app, program):
    """Ours, allowed to call the program, which is on a private address."""
    place = frozenset({("127.0.0.1", program.port)})
    http = HttpClient(place)
    allowed = dataclasses.replace(courier().settings, outbound_allow=place)
    yield dataclasses.replace(courier(), http=http, settings=allowed)
    http.close()


@pytest.fixture
def webhook(alice, program, our_courier):
    assert registry.set_up(alice.user.id, program.url("/hook?for=me"), our_courier.settings)
    return registry.of(db.session(), alice.user.id)


def _is_genuine(request: Received, secret: str) -> bool:
    """Written after the README alone, as a receiver's author would."""
    stamp = request.headers["x-repofolio-timestamp"]
    version, _, given = request.headers["x-repofolio-signature"].partition("=")
    wanted = hmac.new(secret.encode(), stamp.encode() + b"." + request.body, hashlib.sha256)
    is_fresh = abs(time.time() - int(stamp)) < 300
    return version == "v1" and is_fresh and hmac.compare_digest(wanted.hexdigest(), given)


def _row():
    db.session.commit()
    rows = select(Notification).filter_by(channel="webhook")
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def _log():
    db.session.commit()
    return db.session.scalars(select(WebhookAttempt).order_by(WebhookAttempt.id)).all()


def _make_due() -> None:
    with writing() as session:
        session.execute(update(Notification).values(due_at=now() - timedelta(seconds=1)))


def test_a_program_can_tell_that_it_is_us_and_what_happened(alice, webhook, program, our_courier):
    job = alice.fail()
    assert alice.told(channel="webhook") == ["webhook.failed"]
    delivery.deliver(_row().id, our_courier)
    (request,) = program.received
    assert request.path == "/hook?for=me"
    secret = signing.secret(webhook, our_courier.settings)
    assert secret.startswith("whsec_")
    assert _is_genuine(request, secret)
    assert not _is_genuine(dataclasses.replace(request, body=request.body + b" "), secret)
    assert not _is_genuine(request, secret[:-1] + "x")
    assert request.headers["x-repofolio-event"] == "import.failed"
    told = json.loads(request.body)
    assert told["delivery"] == request.headers["x-repofolio-delivery"]
    assert told["import"]["task_id"] == job.public_id
    assert told["import"]["url"].endswith(f"/imports/{job.public_id}")
    assert told["error"]["code"] == "NOT_FOUND"
    assert told["project"] is None
    assert _row().state == "sent"
    (line,) = _log()
    assert (line.status, line.answer, line.event) == (200, "thanks", "import.failed")


def test_success_is_told_and_a_start_is_not(alice, webhook, our_courier, program):
    alice.chooses("page.started")
    alice.succeed()
    assert alice.told(channel="webhook") == ["webhook.finished"]
    delivery.deliver(_row().id, our_courier)
    told = json.loads(program.received[0].body)
    assert (told["event"], told["error"]) == ("import.finished", None)


def test_failures_are_tried_again_with_the_same_delivery_id(alice, webhook, program, our_courier):
    program.says(500, b"not now \x00\xff")
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    assert (_row().state, _row().attempt) == ("waiting", 1)
    assert _row().due_at > now()
    delivery.deliver(_row().id, our_courier)
    assert len(program.received) == 1
    program.says(204)
    _make_due()
    delivery.deliver(_row().id, our_courier)
    ids = {request.headers["x-repofolio-delivery"] for request in program.received}
    assert (len(program.received), len(ids)) == (2, 1)
    assert [line.status for line in _log()] == [500, 204]
    assert "not now" in _log()[0].answer


def test_what_was_sent_can_be_sent_again(alice, webhook, program, our_courier, person):
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    with writing() as session:
        assert not outbox.again(session, _row().id, webhook.id + 1)
        assert outbox.again(session, _row().id, webhook.id)
    delivery.deliver(_row().id, our_courier)
    first, second = program.received
    assert first.headers["x-repofolio-delivery"] == second.headers["x-repofolio-delivery"]
    assert len(_log()) == 2


def test_a_worker_that_dies_while_it_calls_leaves_it_to_another(alice, webhook, our_courier):
    """Its receiver can tell by the id that it has heard this before."""
    alice.fail()
    with writing() as session:
        claimed = outbox.claim(session, _row().id)
        assert claimed is not None
        assert outbox.about_to_call(session, claimed)
        long_ago = now() - timedelta(minutes=5)
        session.execute(update(Notification).values(claimed_at=long_ago))
        outbox.tidy(session)
    assert _row().state == "waiting"


def test_an_address_that_never_answers_is_switched_off(alice, webhook, program, our_courier):
    program.says(404)
    message = messages.ping(webhook, our_courier.settings)
    for _ in range(registry.MOST_FAILURES):
        with pytest.raises(delivery.Undeliverable):
            delivering.try_once(our_courier.http, our_courier.settings, webhook, message)
    db.session.refresh(webhook)
    assert webhook.off_at is not None
    alice.fail()
    assert alice.told(channel="webhook") == []
    registry.switch_on(webhook)
    alice.fail("northgate/other")
    assert alice.told(channel="webhook") == ["webhook.failed"]
    program.says(200)
    delivery.deliver(_row().id, our_courier)
    db.session.refresh(webhook)
    assert webhook.failures == 0


def test_a_private_address_is_never_called(alice, webhook, program):
    alice.fail()
    delivery.deliver(_row().id, courier())
    assert program.received == []
    assert _row().state == "failed"
    assert "not a public address" in _log()[0].answer


def test_a_new_secret_replaces_the_old_one(alice, webhook, program, our_courier):
    old = signing.secret(webhook, our_courier.settings)
    registry.renew_secret(webhook)
    db.session.refresh(webhook)
    new = signing.secret(webhook, our_courier.settings)
    assert new != old
    alice.fail()
    delivery.deliver(_row().id, our_courier)
    assert _is_genuine(program.received[0], new)
    assert not _is_genuine(program.received[0], old)


def test_a_long_answer_is_cut_and_the_log_is_bounded(webhook, program, our_courier, monkeypatch):
    monkeypatch.setattr(registry, "LOG_KEPT", 3)
    program.says(200, b"x" * 100_000)
    message = messages.ping(webhook, our_courier.settings)
    for _ in range(5):
        delivering.try_once(our_courier.http, our_courier.settings, webhook, message)
    assert [len(line.answer) for line in _log()] == [500, 500, 500]


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "http://example.org/x", "https://a:b@example.org", "javascript:alert(1)"],
)
def test_what_is_no_address_of_a_program_is_refused(alice, our_courier, url):
    with pytest.raises(InvalidInput):
        registry.set_up(alice.user.id, url, our_courier.settings)
    assert registry.of(db.session(), alice.user.id) is None
