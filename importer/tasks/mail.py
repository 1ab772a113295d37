"""Sending mails."""

import logging

from importer.database import db, writing
from importer.extensions import huey
from importer.mail import OutgoingMessage, delivery, outbox
from importer.tasks.doors import toolbox

log = logging.getLogger("importer.mail")


@huey.task(name="send_mail")  # type: ignore[untyped-decorator]
def send_mail(mail_id: int) -> None:
    """Send one mail, if it is there to be sent."""
    delivery.deliver(mail_id, toolbox().settings)


def nudge_mail(mail_id: int) -> bool:
    """Tell Huey to look at a mail, after its commit. If that fails the sweep will."""
    try:
        send_mail(mail_id)
    except Exception:
        log.exception("The queue could not be told about mail %d; the sweep will do it", mail_id)
        return False
    return True


def post(message: OutgoingMessage) -> int:
    """Put one mail into the outbox in a transaction of its own, and tell the queue."""
    with writing() as session:
        mail_id = outbox.put(session, message)
    nudge_mail(mail_id)
    return mail_id


def sweep_mails() -> None:
    """Tidy the outbox, and nudge what the queue forgot."""
    if outbox.untidy(db.session()):
        with writing() as session:
            outbox.tidy(session)
    if not toolbox().settings.mail_is_on:
        return
    if ids := outbox.due(db.session()):
        with writing() as session:
            outbox.note_nudges(session, ids)
        for mail_id in ids:
            if not nudge_mail(mail_id):
                break
