"""A person's webhook: set up, renewed, switched off and removed."""

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.config import Settings
from importer.database import rows_changed, writing
from importer.errors import InvalidInput
from importer.models import Webhook, WebhookAttempt
from importer.notifications.addresses import is_callable

LOG_SHOWN = 20
LOG_KEPT = 100
# In a row; about three days of imports that nobody takes.
MOST_FAILURES = 30
LONGEST_URL = 1000


def of(session: Session, user_id: int) -> Webhook | None:
    return session.scalar(select(Webhook).where(Webhook.user_id == user_id))


def set_up(user_id: int, url: str, settings: Settings) -> bool:
    """Tell this address from now on; True if it is the first, whose secret is to be shown.

    :raises InvalidInput: it is no address we may call.
    """
    url = url.strip()
    if len(url) > LONGEST_URL or not is_callable(url, settings):
        raise InvalidInput("url", "A webhook needs an https address.")
    try:
        with writing() as session:
            changed = rows_changed(
                session,
                update(Webhook)
                .where(Webhook.user_id == user_id)
                .values(url=url, failures=0, off_at=None),
            )
            if not changed:
                session.add(Webhook(user_id=user_id, url=url, salt=_salt()))
    except IntegrityError:
        # Pressed twice at once: the other request has set it up.
        return False
    return not changed


def renew_secret(webhook: Webhook) -> None:
    """What was signed with the old secret is not valid any more, from now on."""
    with writing() as session:
        session.execute(update(Webhook).where(Webhook.id == webhook.id).values(salt=_salt()))


def switch_on(webhook: Webhook) -> None:
    with writing() as session:
        session.execute(
            update(Webhook).where(Webhook.id == webhook.id).values(failures=0, off_at=None)
        )


def remove(webhook: Webhook) -> None:
    """With its log."""
    with writing() as session:
        session.execute(delete(Webhook).where(Webhook.id == webhook.id))


def log(session: Session, webhook: Webhook) -> list[WebhookAttempt]:
    """The newest attempts first."""
    return list(
        session.scalars(
            select(WebhookAttempt)
            .where(WebhookAttempt.webhook_id == webhook.id)
            .order_by(WebhookAttempt.id.desc())
            .limit(LOG_SHOWN)
        )
    )


def write_down(session: Session, webhook: Webhook, attempt: WebhookAttempt) -> bool:
    """Add a line to the log and count; True if that switched the webhook off just now."""
    session.add(attempt)
    session.flush()
    _forget_oldest(session, webhook.id)
    if attempt.was_taken:
        session.execute(update(Webhook).where(Webhook.id == webhook.id).values(failures=0))
        return False
    session.execute(
        update(Webhook).where(Webhook.id == webhook.id).values(failures=Webhook.failures + 1)
    )
    switched_off = rows_changed(
        session,
        update(Webhook)
        .where(
            Webhook.id == webhook.id,
            Webhook.failures >= MOST_FAILURES,
            Webhook.off_at.is_(None),
        )
        .values(off_at=now()),
    )
    return switched_off == 1


def _forget_oldest(session: Session, webhook_id: int) -> None:
    oldest_kept = (
        select(WebhookAttempt.id)
        .where(WebhookAttempt.webhook_id == webhook_id)
        .order_by(WebhookAttempt.id.desc())
        .offset(LOG_KEPT - 1)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        delete(WebhookAttempt).where(
            WebhookAttempt.webhook_id == webhook_id, WebhookAttempt.id < oldest_kept
        ),
        execution_options={"synchronize_session": False},
    )


def _salt() -> str:
    return secrets.token_hex(16)
