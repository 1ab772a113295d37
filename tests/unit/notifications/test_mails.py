"""Mails about imports: to whom, when, and what is in them, read back from a real server."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from importer.clock import now
from importer.config import load
from importer.database import db, writing
from importer.mail import delivery as mail_delivery
from importer.mail import outbox as mail_outbox
from importer.models import Notification, OutgoingMail
from importer.notifications import choices, delivery, looking, unsubscribe
from importer.tasks import courier
from tests.support.mail import mail_server

PUBLIC = "https://repofolio.example"


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


@pytest.fixture
def our_courier(any_app: Flask, server, environment):
    """Ours, with a mail server and an address people reach us at."""
    settings = load(environment | server.settings() | {"PUBLIC_URL": PUBLIC})
    return delivery.Courier(settings, courier().http, courier().push_keys)


def _mail_notification():
    db.session.commit()
    rows = select(Notification).filter_by(channel="email")
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def _send(our_courier):
    """What the worker does, without a queue."""
    mail_id = delivery.deliver(_mail_notification().id, our_courier)
    if mail_id is not None:
        mail_delivery.deliver(mail_id, our_courier.settings)
    return mail_id


def test_a_long_import_that_nobody_watched_is_written_about(alice, server, our_courier):
    job = alice.succeed(ago=90)
    assert alice.told(channel="email") == ["email.finished"]
    _send(our_courier)
    (mail,) = server.mails
    assert mail["To"] == "alice@example.org"
    assert mail["Subject"] == "Imported northgate/parcel-api"
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for part in (plain, html):
        assert f"{PUBLIC}/imports/{job.public_id}" in part
        assert f"{PUBLIC}/settings/notifications" in part
        assert "Successfully imported northgate/parcel-api" in part
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (link,) = re.findall(r"^<(.+)>$", mail["List-Unsubscribe"])
    assert link.startswith(f"{PUBLIC}/unsubscribe/")
    assert link in plain
    assert link in html
    assert _mail_notification().state == "sent"


def test_a_failure_is_written_about_however_short(alice, server, our_courier):
    alice.fail()
    _send(our_courier)
    (mail,) = server.mails
    assert mail["Subject"] == "Import of northgate/parcel-api failed"
    plain = mail.get_body(("plain",)).get_content()
    assert "does not exist" in plain
    assert "Check the spelling" in plain


def test_a_short_import_is_not(alice):
    alice.succeed(ago=50)
    assert alice.told(channel="email") == []


def test_the_person_chooses_how_long_is_long(alice):
    alice.chooses("email.finished", email_after=30)
    alice.succeed(ago=50)
    assert alice.told(channel="email") == ["email.finished"]


def test_who_was_watching_needs_no_mail(alice):
    run = alice.start(ago=300)
    looking.note(alice.user.id)
    alice.finish(run)
    assert alice.told(channel="email") == []
    with writing() as session:
        choices.put(session, alice.user.id, looked_at=now() - timedelta(minutes=2))
    alice.succeed("northgate/other", ago=300)
    assert alice.told(channel="email") == ["email.finished"]


def test_looking_is_written_down_now_and_then(alice):
    looking.note(alice.user.id)
    first = looking._looked_at(db.session(), alice.user.id)
    looking.note(alice.user.id)
    assert looking._looked_at(db.session(), alice.user.id) == first


def test_without_a_server_there_are_no_mails(alice):
    alice.fail()
    assert delivery.deliver(_mail_notification().id, courier()) is None
    assert (_mail_notification().state, _mail_notification().error) == (
        "skipped",
        "No mail server is set up.",
    )


def test_a_mail_is_put_into_the_outbox_once(alice, server, our_courier):
    alice.fail()
    assert _send(our_courier) is not None
    assert _send(our_courier) is None
    assert len(db.session.scalars(select(OutgoingMail.id)).all()) == 1


def test_a_mail_that_may_have_been_taken_is_not_sent_again(alice, server, our_courier):
    """The worker dies between claiming it and writing down what came of it."""
    alice.fail()
    mail_id = delivery.deliver(_mail_notification().id, our_courier)
    with writing() as session:
        assert mail_outbox.claim(session, mail_id) is not None
    with writing() as session:
        session.execute(update(OutgoingMail).values(claimed_at=now() - timedelta(hours=1)))
        assert mail_outbox.untidy(session)
        mail_outbox.tidy(session)
    mail_delivery.deliver(mail_id, our_courier.settings)
    assert server.mails == []
    assert db.session.scalar(select(OutgoingMail.state)) == "failed"


def test_the_link_stops_mails_and_nothing_else(alice, our_courier):
    settings = our_courier.settings
    token = unsubscribe.link(settings, alice.user.id).rpartition("/")[2]
    assert unsubscribe.person(settings, token) == alice.user.id
    for forged in (token[:-2], token + "x", "1." + token.partition(".")[2], ""):
        assert unsubscribe.person(settings, forged) is None
    unsubscribe.stop_mails(alice.user.id)
    alice.fail()
    assert alice.told() == ["page.failed"]
