"""A batch is told of once, as a whole, whatever became of its imports."""

import json

import pytest
from sqlalchemy import select

from importer.config import load
from importer.database import db
from importer.errors import RepositoryNotFound
from importer.mail import delivery as mail_delivery
from importer.models import ImportJob, Notification
from importer.notifications import delivery, toasts
from importer.notifications.webhooks import messages
from importer.snapshot import RepoRef
from importer.tasks import courier
from importer.workflow import batches, runs, turns
from importer.workflow.batches import Wish
from tests.support.mail import mail_server

NAMES = ("ant", "bee", "cat")


@pytest.fixture
def batch(alice):
    wishes = [Wish(RepoRef("github.com", f"acme/{name}")) for name in NAMES]
    return batches.start(alice.user.id, wishes)


def _claim(name: str) -> runs.Run:
    db.session.commit()
    job_id = db.session.scalar(
        select(ImportJob.id).where(ImportJob.path == f"acme/{name}").order_by(ImportJob.id.desc())
    )
    run = runs.claim(job_id, None)
    assert run is not None, name
    return run


def _rows(channel: str) -> list[Notification]:
    db.session.commit()
    return list(db.session.scalars(select(Notification).filter_by(channel=channel)))


def test_people_are_told_of_the_whole(alice, batch):
    alice.finish(_claim("ant"))
    runs.fail(_claim("bee"), RepositoryNotFound())
    assert alice.told() == []
    alice.finish(_claim("cat"))
    assert sorted(alice.told()) == ["email.failed", "page.failed"]
    (told,) = toasts.take(alice.user.id)
    assert told.title == "Your imports are done"
    assert told.text == "Of 3 repositories: 2 imported, 1 failed."
    assert told.lines == (f"acme/bee: {RepositoryNotFound.default_message}",)
    assert told.way == "Show the imports"


def test_a_batch_that_went_well_is_finished(alice, batch):
    alice.chooses("page.finished", "email.finished", email_after=0)
    for name in NAMES:
        alice.finish(_claim(name))
    assert sorted(alice.told()) == ["email.finished", "page.finished"]


def test_who_wants_to_hear_of_success_only_hears_of_a_mixed_end_too(alice, batch):
    alice.chooses("page.finished")
    runs.fail(_claim("ant"), RepositoryNotFound())
    alice.finish(_claim("bee"))
    alice.finish(_claim("cat"))
    assert alice.told() == ["page.finished"]


def test_what_was_canceled_as_a_whole_needs_no_telling(alice, batch):
    turns.cancel_all(alice.user.id)
    assert alice.told() == []


def test_a_second_try_counts_by_its_own_end(alice, batch):
    runs.fail(_claim("ant"), RepositoryNotFound())
    turns.retry_failed(alice.user.id)
    for name in ("bee", "cat", "ant"):
        alice.finish(_claim(name))
    (told,) = toasts.take(alice.user.id)
    assert told.text == "Of 3 repositories: 3 imported."


def test_one_mail_names_what_failed(alice, batch, any_app, environment):
    for name in NAMES:
        runs.fail(_claim(name), RepositoryNotFound())
    (row,) = _rows("email")
    with mail_server() as server:
        settings = load(environment | server.settings())
        ours = delivery.Courier(settings, courier().http, courier().push_keys)
        mail_id = delivery.deliver(row.id, ours)
        assert mail_id is not None
        mail_delivery.deliver(mail_id, settings)
        (mail,) = server.mails
    assert mail["Subject"] == "3 repositories: 3 failed"
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for name in NAMES:
        assert f"acme/{name}: {RepositoryNotFound.default_message}" in plain
        assert f"acme/{name}" in html
    assert "/imports" in plain


def test_a_webhook_is_told_of_the_batch(alice, batch):
    for name in NAMES:
        alice.finish(_claim(name))
    row = Notification(user_id=alice.user.id, batch_id=batch.id, happening="finished")
    message = messages.about(db.session(), row, courier().settings)
    body = json.loads(json.dumps(message.body))
    assert body["event"] == "batch.finished"
    assert (body["batch"]["id"], body["batch"]["succeeded"]) == (batch.public_id, 3)
