"""Delivering notifications."""

import logging

from flask import current_app

from importer.database import db, writing
from importer.extensions import huey
from importer.notifications import delivery, outbox
from importer.notifications.delivery import Courier
from importer.tasks.mail import nudge_mail

log = logging.getLogger("importer.notifications")


def courier() -> Courier:
    made: Courier = current_app.extensions["courier"]
    return made


@huey.task(name="deliver_notification")  # type: ignore[untyped-decorator]
def deliver_notification(notification_id: int) -> None:
    """Deliver one notification, if it is there to be delivered."""
    mail_id = delivery.deliver(notification_id, courier())
    if mail_id is not None:
        nudge_mail(mail_id)


def tell_of(job_id: int) -> None:
    """Tell the queue what there is to deliver about an import, after its commit."""
    _nudge(outbox.new_of(db.session(), job_id))


def tell_again(notification_id: int) -> None:
    """Tell the queue of one that is to be delivered once more, after its commit."""
    _nudge([notification_id])


def sweep_notifications() -> None:
    """Tidy the outbox, and nudge what the queue forgot."""
    if outbox.untidy(db.session()):
        with writing() as session:
            outbox.tidy(session)
    _nudge(outbox.due(db.session()))


def _nudge(ids: list[int]) -> None:
    """If the queue cannot be told, the next sweep tries again."""
    if not ids:
        return
    with writing() as session:
        outbox.note_nudges(session, ids)
    for notification_id in ids:
        try:
            deliver_notification(notification_id)
        except Exception:
            log.exception("The queue could not be told about notifications; the sweep will do it")
            return
