"""Notifications with real processes: a mail server, a push service, workers that are killed."""

import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, select, update

from importer.accounts import users
from importer.clock import now
from importer.database import db, writing
from importer.models import Notification, OutgoingMail, Webhook
from importer.notifications import choices, devices
from importer.notifications.devices import Subscription
from importer.notifications.webhooks import registry
from importer.notifications.webpush.encryption import encode, point
from importer.tasks import toolbox
from tests.support.mail import MailServer, mail_server
from tests.support.receiver import Receiver, receiving
from tests.support.stack import Stack, eventually, kill, running
from tools.sample_forge.control import SampleForge

AUTH = b"sixteen bytes ok"
MISSING = "nobody/nothing"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def outside() -> Iterator[Receiver]:
    """Push service at ``/push``, the person's program at ``/hook``."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def browser() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def told(
    environment: dict[str, str],
    forge: SampleForge,
    mails: MailServer,
    outside: Receiver,
    browser: ec.EllipticCurvePrivateKey,
    tmp_path: Path,
) -> Iterator[Stack]:
    """An instance whose Alice is told in every way there is."""
    settings = environment | forge.environment() | mails.settings()
    settings["OUTBOUND_ALLOW"] = f"{settings['OUTBOUND_ALLOW']},{outside.place}"
    with running(settings, tmp_path / "processes.log") as stack:
        stack.prepare("alice")
        with stack.inside():
            alice = users.by_name("alice")
            assert alice is not None
            keys = (encode(point(browser.public_key())), encode(AUTH))
            subscription = Subscription(outside.url("/push"), *keys)
            devices.register(alice.id, subscription, "Firefox on Linux", toolbox().settings)
            registry.set_up(alice.id, outside.url("/hook"), toolbox().settings)
        yield stack


def _states() -> dict[str, str]:
    db.session.remove()
    return {one.channel: one.state for one in db.session.scalars(select(Notification))}


def _count(outside: Receiver, path: str) -> int:
    return sum(request.path == path for request in outside.received)


def test_a_failed_import_is_told_in_every_way_once(told, mails, outside, browser):
    told.submit("alice", MISSING)
    for _ in range(2):
        told.start_worker()
    everything = {"page": "waiting", "browser": "sent", "email": "sent", "webhook": "sent"}
    with told.inside():
        eventually(lambda: _states() == everything)
    eventually(lambda: mails.mails)
    assert [mail["Subject"] for mail in mails.mails] == [f"Import of {MISSING} failed"]
    assert (_count(outside, "/push"), _count(outside, "/hook")) == (1, 1)
    push = next(request for request in outside.received if request.path == "/push")
    read = http_ece.decrypt(push.body, private_key=browser, auth_secret=AUTH, version="aes128gcm")
    assert b"Import failed" in read


def _crash(stack: Stack, point: str) -> None:
    process = stack.start(sys.executable, "-m", "tests.support.crashing", point)
    assert process.wait(timeout=60) == -signal.SIGKILL, stack.log()
    kill(process)


def _age_claims() -> None:
    """As if the minute were over after which a claim counts as a dead worker's."""
    long_ago = now() - timedelta(hours=1)
    db.session.remove()
    with writing() as session:
        session.execute(
            update(Notification).where(Notification.state == "sending").values(claimed_at=long_ago)
        )


@pytest.mark.parametrize(
    ("point", "pushes"),
    [("notification-after-claim", "sent"), ("notification-after-call", "failed")],
)
def test_a_worker_killed_while_it_pushes_pushes_nothing_twice(
    told: Stack, outside: Receiver, point: str, pushes: str
) -> None:
    """Until it calls nobody has been told, and another worker does it. From then on nobody can
    know, and it is not done again."""
    with told.inside(), writing() as session:
        alice = users.by_name("alice")
        assert alice is not None
        choices.save(session, alice.id, ["browser.failed"], 60)
        session.execute(delete(Webhook))
    told.submit("alice", MISSING)
    _crash(told, point)
    with told.inside():
        assert _states()["browser"] == "sending"
        _age_claims()
        told.start_worker()
        eventually(lambda: _states() == {"browser": pushes})
    assert _count(outside, "/push") == 1


def test_a_worker_killed_with_a_mail_in_its_hands_sends_it_once(
    told: Stack, mails: MailServer
) -> None:
    told.submit("alice", MISSING)
    _crash(told, "mail-after-claim")
    with told.inside():
        claimed = db.session.scalars(select(OutgoingMail)).one()
        assert (claimed.state, claimed.is_once) == ("sending", True)
        db.session.remove()
        with writing() as session:
            long_ago = now() - timedelta(hours=1)
            session.execute(update(OutgoingMail).values(claimed_at=long_ago))
        told.start_worker()
        eventually(lambda: db.session.remove() or _mail_state() == "failed")
    assert mails.mails == []


def _mail_state() -> str:
    return db.session.scalars(select(OutgoingMail.state)).one()
