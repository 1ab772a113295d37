"""Mails: in the outbox exactly if the rest is, sent once, tried again, never given away."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from importer.clock import now
from importer.config import Settings, load
from importer.database import db, writing
from importer.mail import OutgoingMessage, delivery, outbox, smtp
from importer.models import MailState, OutgoingMail
from tests.support.mail import (
    PASSWORD,
    USERNAME,
    MailServer,
    guarded,
    mail_server,
    make_certificate,
)

LINK = "https://pages.example/reset/secret-canary"
MESSAGE = OutgoingMessage(
    "ada@example.org",
    "A new password — for Ada",
    f"Open {LINK}",
    html=f'<p>Open <a href="{LINK}">this</a></p>',
    headers={"List-Unsubscribe": "<https://pages.example/u>"},
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(server: MailServer, any_app: Flask, tmp_path: Path) -> Settings:
    return load({"INSTANCE_PATH": str(tmp_path / "other"), **server.settings()})


def _put(message: OutgoingMessage = MESSAGE) -> int:
    with writing() as session:
        return outbox.put(session, message)


def _row(mail_id: int) -> OutgoingMail:
    db.session.commit()
    return db.session.get_one(OutgoingMail, mail_id, populate_existing=True)


def _change(mail_id: int, **values: object) -> None:
    with writing() as session:
        session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(**values))


def _said(caplog: pytest.LogCaptureFixture) -> str:
    """What we logged; the test's server keeps a log of its own."""
    return " ".join(one.getMessage() for one in caplog.records if one.name.startswith("importer"))


def test_a_mail_arrives_whole_and_leaves_no_link_behind(settings, server, caplog):
    caplog.set_level(logging.DEBUG)
    mail_id = _put()
    delivery.deliver(mail_id, settings)
    (mail,) = server.mails
    assert mail["To"] == "ada@example.org"
    assert mail["From"] == "Repofolio <mail@us.example>"
    assert mail["Subject"] == "A new password — for Ada"
    assert mail["List-Unsubscribe"] == "<https://pages.example/u>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@us.example>")
    assert LINK in mail.get_body(("plain",)).get_content()
    assert LINK in mail.get_body(("html",)).get_content()
    row = _row(mail_id)
    assert (row.state, row.attempt, row.text, row.html) == (MailState.SENT, 1, "", "")
    said = _said(caplog)
    assert "sent in attempt 1" in said
    assert "canary" not in said
    assert "ada@" not in said


def test_a_mail_told_of_twice_is_sent_once(settings, server):
    mail_id = _put()
    for _ in range(3):
        delivery.deliver(mail_id, settings)
    assert len(server.mails) == 1


def test_only_one_of_two_workers_gets_a_mail(settings):
    mail_id = _put()
    with writing() as session:
        assert outbox.claim(session, mail_id) is not None
        assert outbox.claim(session, mail_id) is None


def test_a_mail_is_not_there_if_its_transaction_failed(settings):
    def fail() -> None:
        with writing() as session:
            assert outbox.put(session, MESSAGE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_a_server_that_is_busy_is_asked_again_later(settings, server):
    server.answers = ["451 4.3.0 come back later"]
    mail_id = _put()
    delivery.deliver(mail_id, settings)
    row = _row(mail_id)
    assert (row.state, row.attempt) == (MailState.QUEUED, 1)
    assert "451 4.3.0 come back later" in row.error
    assert row.due_at > now() + outbox.DELAYS[0] / 2
    delivery.deliver(mail_id, settings)
    assert server.mails == []
    _change(mail_id, due_at=now())
    delivery.deliver(mail_id, settings)
    assert [mail["Subject"] for mail in server.mails] == [MESSAGE.subject]


def test_the_waits_grow_and_end(settings, server):
    mail_id = _put()
    waits = []
    for _ in outbox.DELAYS:
        server.answers = ["451 later"]
        _change(mail_id, due_at=now())
        delivery.deliver(mail_id, settings)
        waits.append(_row(mail_id).due_at - now())
    assert waits == sorted(waits)
    server.answers = ["451 later"]
    _change(mail_id, due_at=now())
    delivery.deliver(mail_id, settings)
    row = _row(mail_id)
    assert (row.state, row.text) == (MailState.FAILED, "")
    assert sum(outbox.DELAYS, timedelta()) < outbox.STALE_AFTER


def test_an_address_that_is_none_is_given_up_at_once(settings, server):
    server.answers = ["550 5.1.1 no such person"]
    refused, unwritable = _put(), _put(OutgoingMessage("a@@b", "S", "T"))
    for mail_id in (refused, unwritable):
        delivery.deliver(mail_id, settings)
        assert (_row(mail_id).state, _row(mail_id).text) == (MailState.FAILED, "")
    assert "no such person" in _row(refused).error
    assert "no e-mail address" in _row(unwritable).error


def test_a_server_that_is_away_fails_no_mail(settings, any_app, tmp_path):
    away = load(
        {
            "INSTANCE_PATH": str(tmp_path / "away"),
            "SMTP_URL": "smtp://127.0.0.1:1?starttls=off",
            "MAIL_FROM": "mail@us.example",
        }
    )
    mail_id = _put()
    delivery.deliver(mail_id, away)
    assert _row(mail_id).state == MailState.QUEUED
    assert "could not be reached" in _row(mail_id).error


def test_a_worker_that_lost_its_claim_writes_nothing(settings):
    mail_id = _put()
    with writing() as session:
        first = outbox.claim(session, mail_id)
    assert first
    db.session.expunge(first)
    _change(mail_id, claimed_at=now() - timedelta(hours=1))
    assert outbox.untidy(db.session())
    with writing() as session:
        outbox.tidy(session)
        second = outbox.claim(session, mail_id)
        assert second
        assert (first.attempt, second.attempt) == (1, 2)
        assert not outbox.note_failure(session, first, "late", is_final=True)
        assert outbox.note_sent(session, second)


def test_what_the_queue_forgot_is_found_again_but_not_at_every_look(settings):
    mail_id = _put()
    assert outbox.due(db.session()) == []
    _change(mail_id, due_at=now() - timedelta(minutes=1))
    assert outbox.due(db.session()) == [mail_id]
    with writing() as session:
        outbox.note_nudges(session, [mail_id])
    assert outbox.due(db.session()) == []
    _change(mail_id, nudged_at=now() - timedelta(hours=1))
    assert outbox.due(db.session()) == [mail_id]


def test_old_mails_are_given_up_and_forgotten(settings, server):
    stale, done = _put(), _put()
    delivery.deliver(done, settings)
    _change(stale, created_at=now() - timedelta(days=2))
    _change(done, finished_at=now() - timedelta(days=31))
    assert outbox.untidy(db.session())
    with writing() as session:
        outbox.tidy(session)
    assert (_row(stale).state, _row(stale).text) == (MailState.FAILED, "")
    assert db.session.get(OutgoingMail, done) is None
    assert not outbox.untidy(db.session())


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\u2028"])
def test_no_line_end_makes_a_header(settings, server, line_end):
    evil = f"Hello{line_end}Bcc: all@example.org"
    with pytest.raises(ValueError, match="printable line"):
        OutgoingMessage("ada@example.org", "S", "T", headers={"X-Note": evil})
    with pytest.raises(ValueError, match="may set"):
        OutgoingMessage("ada@example.org", "S", "T", headers={"Bcc": "all@example.org"})
    mail_id = _put(OutgoingMessage("ada@example.org", evil, "T"))
    delivery.deliver(mail_id, settings)
    victim = _put(OutgoingMessage(f"ada@example.org{line_end}Bcc: all@example.org", "S", "T"))
    delivery.deliver(victim, settings)
    (mail,) = server.mails
    assert mail["Bcc"] is None
    assert mail["X-Envelope-To"] == "ada@example.org"
    assert mail["Subject"] == "Hello Bcc: all@example.org"


@pytest.fixture
def guarded_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """One that wants TLS and a password; its certificate is trusted."""
    certificate = make_certificate(tmp_path / "mail.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(**guarded(certificate)) as server:
        yield server


Talk = Callable[..., Settings]


@pytest.fixture
def talk(guarded_server: MailServer, app: Flask, tmp_path: Path) -> Talk:
    """Settings for the guarded server."""

    def make(password: str = PASSWORD, options: str = "") -> Settings:
        user = USERNAME.replace("@", "%40")
        url = f"smtp://{user}:{password}@127.0.0.1:{guarded_server.port}{options}"
        return load(
            {
                "INSTANCE_PATH": str(tmp_path / "talk"),
                "SMTP_URL": url,
                "MAIL_FROM": "mail@us.example",
            }
        )

    return make


def test_the_password_is_said_under_encryption(talk, guarded_server):
    delivery.deliver(_put(), talk())
    assert len(guarded_server.mails) == 1


def test_a_wrong_password_is_told_but_not_repeated(talk, guarded_server, caplog):
    caplog.set_level(logging.DEBUG)
    mail_id = _put()
    delivery.deliver(mail_id, talk("wrong-canary"))
    row = _row(mail_id)
    assert (row.state, guarded_server.mails) == (MailState.QUEUED, [])
    assert "refused our name or password" in row.error
    assert "canary" not in row.error + _said(caplog)


def test_a_certificate_nobody_vouches_for_ends_the_talk(talk, guarded_server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    mail_id = _put()
    delivery.deliver(mail_id, talk())
    assert (_row(mail_id).state, guarded_server.mails) == (MailState.QUEUED, [])
    assert "SSLCertVerificationError" in _row(mail_id).error


def test_a_server_without_encryption_is_told_no_password(app, tmp_path):
    with mail_server() as server:
        settings = load(
            {
                "INSTANCE_PATH": str(tmp_path / "plain"),
                "SMTP_URL": f"smtp://u:{PASSWORD}@127.0.0.1:{server.port}",
                "MAIL_FROM": "mail@us.example",
            }
        )
        mail_id = _put()
        delivery.deliver(mail_id, settings)
        assert server.mails == []
        assert "STARTTLS" in _row(mail_id).error
        assert _row(mail_id).state == MailState.QUEUED


def test_doctors_look_reaches_the_server_and_sends_nothing(talk, guarded_server):
    settings = talk()
    assert settings.smtp_url is not None
    smtp.check(settings.smtp_url)
    assert guarded_server.mails == []
