"""A person's browsers that may be pushed to."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from importer.clock import now
from importer.config import Settings
from importer.database import db, rows_changed, writing
from importer.errors import InvalidInput
from importer.models import PushDevice
from importer.notifications.addresses import is_callable
from importer.notifications.webpush.encryption import check_keys

MOST = 20
LONGEST_ENDPOINT = 2000

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser's ``PushSubscription`` says of itself."""

    endpoint: str
    p256dh: str
    auth: str


def register(user_id: int, subscription: Subscription, name: str, settings: Settings) -> None:
    """Remember a browser. One that is known already becomes this person's: who uses it now is who
    is signed in there now.

    :raises InvalidInput: it is no subscription, or its service is not one we may call.
    """
    _check(subscription, settings)
    digest = _digest(subscription.endpoint)
    values = {
        "user_id": user_id,
        "p256dh": subscription.p256dh,
        "auth": subscription.auth,
        "name": name,
    }
    with writing() as session:
        known = rows_changed(
            session, update(PushDevice).where(PushDevice.digest == digest).values(**values)
        )
        if not known:
            _forget_oldest(session, user_id)
            session.add(PushDevice(endpoint=subscription.endpoint, digest=digest, **values))


def of(session: Session, user_id: int) -> list[PushDevice]:
    """The newest first."""
    return list(
        session.scalars(
            select(PushDevice)
            .where(PushDevice.user_id == user_id)
            .order_by(PushDevice.added_at.desc(), PushDevice.id.desc())
        )
    )


def owned(user_id: int, device_id: int) -> PushDevice | None:
    return db.session.scalar(
        select(PushDevice).where(PushDevice.id == device_id, PushDevice.user_id == user_id)
    )


def remove(device_id: int) -> None:
    with writing() as session:
        session.execute(delete(PushDevice).where(PushDevice.id == device_id))


def forget(user_id: int, endpoint: str) -> None:
    """The person has signed out of that browser, and wants to be told nothing there."""
    if endpoint:
        with writing() as session:
            session.execute(
                delete(PushDevice).where(
                    PushDevice.user_id == user_id, PushDevice.digest == _digest(endpoint)
                )
            )


def note_used(session: Session, device_id: int) -> None:
    session.execute(update(PushDevice).where(PushDevice.id == device_id).values(used_at=now()))


def name_of(user_agent: str) -> str:
    """What to call a browser, from what it calls itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _check(subscription: Subscription, settings: Settings) -> None:
    try:
        check_keys(subscription.p256dh, subscription.auth)
    except ValueError as error:
        raise InvalidInput("endpoint", "That is not a push subscription.") from error
    endpoint = subscription.endpoint
    if len(endpoint) > LONGEST_ENDPOINT or not is_callable(endpoint, settings):
        raise InvalidInput("endpoint", "Push services are called by https only.")


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode("utf-8", "replace")).hexdigest()


def _forget_oldest(session: Session, user_id: int) -> None:
    kept = (
        select(PushDevice.id)
        .where(PushDevice.user_id == user_id)
        .order_by(PushDevice.id.desc())
        .limit(MOST - 1)
    )
    session.execute(
        delete(PushDevice).where(PushDevice.user_id == user_id, PushDevice.id.not_in(kept)),
        execution_options={"synchronize_session": False},
    )
