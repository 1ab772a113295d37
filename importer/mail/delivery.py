"""One attempt to send one mail."""

import logging

from importer.config import Settings
from importer.database import writing
from importer.mail import outbox, smtp
from importer.mail.message import compose
from importer.mail.smtp import MailRefused
from importer.models import OutgoingMail

log = logging.getLogger("importer.mail")


def deliver(mail_id: int, settings: Settings) -> None:
    """Send the mail if it is there to be sent, and write down what became of it.

    No transaction is open while the server is talked to.
    """
    if settings.smtp_url is None:
        return
    with writing() as session:
        mail = outbox.claim(session, mail_id)
    if mail is None:
        return
    try:
        smtp.send(settings.smtp_url, compose(mail, settings.mail_from))
    except MailRefused as error:
        _note_failure(mail, str(error), is_final=error.is_final)
    except ValueError as error:
        _note_failure(mail, f"The mail cannot be written: {error}", is_final=True)
    else:
        with writing() as session:
            outbox.note_sent(session, mail)
        log.info("Mail %d sent in attempt %d", mail.id, mail.attempt)


def _note_failure(mail: OutgoingMail, error: str, *, is_final: bool) -> None:
    with writing() as session:
        outbox.note_failure(session, mail, error, is_final=is_final)
    # Neither recipient nor subject: logs are read by more people than mails are.
    log.warning("Mail %d was not sent in attempt %d: %s", mail.id, mail.attempt, error)
