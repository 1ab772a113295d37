"""The outbox: mails waiting in the database, claimed one by one.

A mail is put in by the transaction that wants it, so that it is there exactly if the rest is. The
queue is told afterwards, and may forget: what is due is found again by :func:`due`.
"""

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import rows_changed
from importer.mail.message import OutgoingMessage
from importer.models import MailState, OutgoingMail

# After each failed attempt; then it is given up, hours before the next day.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
# Old news: a server that was down this long, or mails that were switched off.
STALE_AFTER = timedelta(hours=24)
# A claim this old is a worker's that died; no attempt takes as long.
CLAIM_LOST_AFTER = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)
NUDGE_LOST_AFTER = timedelta(seconds=5)
NUDGE_AGAIN_AFTER = timedelta(seconds=60)


def put(session: Session, message: OutgoingMessage, *, is_once: bool = False) -> int:
    """Put a mail in, within the caller's write transaction.

    Tell the queue after the commit: ``tasks.nudge_mail(id)``.

    :param is_once: better lost than sent twice: it is given up if its worker dies between taking
        it and writing down what the server said. That is the one moment in which nobody can know.
    :returns: the row's id.
    """
    mail = OutgoingMail(
        recipient=message.to,
        subject=message.one_line_subject,
        text=message.text,
        html=message.html,
        headers=dict(message.headers),
        message_key=secrets.token_hex(16),
        is_once=is_once,
    )
    session.add(mail)
    session.flush()
    return mail.id


def claim(session: Session, mail_id: int) -> OutgoingMail | None:
    """Take a mail that is due; None if there is nothing to do or somebody else has it."""
    moment = now()
    taken = rows_changed(
        session,
        update(OutgoingMail)
        .where(
            OutgoingMail.id == mail_id,
            OutgoingMail.state == MailState.QUEUED,
            OutgoingMail.due_at <= moment,
        )
        .values(
            state=MailState.SENDING, attempt=OutgoingMail.attempt + 1, claimed_at=moment, error=""
        ),
    )
    if not taken:
        return None
    return session.get_one(OutgoingMail, mail_id, populate_existing=True)


def note_sent(session: Session, mail: OutgoingMail) -> bool:
    """It was handed over. False if the claim was lost meanwhile."""
    return _end_attempt(session, mail, **_ending(MailState.SENT, ""))


def note_failure(session: Session, mail: OutgoingMail, error: str, *, is_final: bool) -> bool:
    """It was not handed over: it is tried again later, or given up.

    :param is_final: trying again cannot help.
    """
    if is_final or mail.attempt > len(DELAYS):
        return _end_attempt(session, mail, **_ending(MailState.FAILED, error))
    return _end_attempt(
        session,
        mail,
        state=MailState.QUEUED,
        due_at=now() + DELAYS[mail.attempt - 1],
        error=error[:255],
    )


def due(session: Session) -> list[int]:
    """Ids of mails that could be sent and that the queue may have forgotten, the oldest first."""
    moment = now()
    unheard = or_(
        and_(OutgoingMail.nudged_at.is_(None), OutgoingMail.due_at < moment - NUDGE_LOST_AFTER),
        OutgoingMail.nudged_at < moment - NUDGE_AGAIN_AFTER,
    )
    return list(
        session.scalars(
            select(OutgoingMail.id)
            .where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.due_at <= moment, unheard)
            .order_by(OutgoingMail.due_at)
            .limit(100)
        )
    )


def note_nudges(session: Session, ids: list[int]) -> None:
    session.execute(update(OutgoingMail).where(OutgoingMail.id.in_(ids)).values(nudged_at=now()))


def untidy(session: Session) -> bool:
    """Whether :func:`tidy` has anything to do; looking takes no write lock."""
    return bool(
        session.scalars(
            select(OutgoingMail.id).where(or_(_lost(), _stale(), _old())).limit(1)
        ).first()
    )


def tidy(session: Session) -> None:
    """Take back what dead workers hold, give up what is stale, forget what is long done."""
    session.execute(
        update(OutgoingMail)
        .where(_lost(), OutgoingMail.is_once)
        .values(**_ending(MailState.FAILED, "The worker died; whether it was sent is not known."))
    )
    session.execute(update(OutgoingMail).where(_lost()).values(state=MailState.QUEUED))
    session.execute(
        update(OutgoingMail)
        .where(_stale())
        .values(**_ending(MailState.FAILED, "It could not be sent within a day."))
    )
    session.execute(delete(OutgoingMail).where(_old()))


def _lost() -> ColumnElement[bool]:
    too_long_ago = now() - CLAIM_LOST_AFTER
    return and_(OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < too_long_ago)


def _stale() -> ColumnElement[bool]:
    return and_(
        OutgoingMail.state == MailState.QUEUED, OutgoingMail.created_at < now() - STALE_AFTER
    )


def _old() -> ColumnElement[bool]:
    return OutgoingMail.finished_at < now() - KEPT_FOR


def _end_attempt(session: Session, mail: OutgoingMail, **values: object) -> bool:
    return bool(
        rows_changed(
            session,
            update(OutgoingMail)
            .where(
                OutgoingMail.id == mail.id,
                OutgoingMail.state == MailState.SENDING,
                OutgoingMail.attempt == mail.attempt,
            )
            .values(nudged_at=None, **values),
        )
    )


def _ending(state: MailState, error: str) -> dict[str, object]:
    # Nothing that lets anybody in stays behind.
    return {"state": state, "finished_at": now(), "error": error[:255], "text": "", "html": ""}
