"""For whoever watches the host: is it alive, is it ready, and how much is there to do.

``/healthz`` and ``/readyz`` tell strangers nothing but yes or no; ``/metrics`` is for this machine
and for administrators.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text

from importer import schema
from importer.clock import now
from importer.database import db
from importer.errors import NotFound
from importer.extensions import huey
from importer.tasks import toolbox
from importer.web.blueprint import web
from importer.web.metrics import InstanceCollector

CONTACT_HOLDS = timedelta(days=180)
LOOPBACK = ("127.0.0.1", "::1")


@web.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Whether this process answers at all; nothing else is looked at."""
    return _plain("ok\n")


@web.get("/readyz")
def readyz() -> ResponseReturnValue:
    """200 if database, tables and queue are there for requests, else 503; which is not, is said."""
    parts = {"database": _reaches_database, "migrations": schema.is_current, "queue": _has_queue}
    ready = {name: _holds(look) for name, look in parts.items()}
    answer = jsonify({"ready": all(ready.values()), **ready})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if all(ready.values()) else 503


@web.get("/metrics")
def metrics() -> ResponseReturnValue:
    """The instance's figures in Prometheus's text format.

    :raises NotFound: for everybody but this machine and administrators.
    """
    if not (_is_this_machine() or getattr(current_user, "is_admin", False)):
        raise NotFound
    registry = CollectorRegistry()
    registry.register(InstanceCollector(db.session()))
    return _plain(generate_latest(registry), CONTENT_TYPE_LATEST)


@web.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """Where to report security problems (RFC 9116).

    :raises NotFound: the administrator has named no contact.
    """
    settings = toolbox().settings
    if not settings.security_contact:
        raise NotFound
    # Renewed by itself: as long as the instance runs, its contact is one that somebody chose.
    expires = (now() + CONTACT_HOLDS).replace(microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires.isoformat()}",
        f"Canonical: {settings.public_url}{request.path}",
        "Preferred-Languages: en",
    )
    return _plain("\n".join(lines) + "\n")


def _is_this_machine() -> bool:
    """Behind a proxy on this machine everybody would seem to be here; it names whom it speaks
    for, and then nobody is believed to be."""
    spoken_for = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in LOOPBACK and not spoken_for


def _plain(body: str | bytes, content_type: str = "text/plain; charset=utf-8") -> Response:
    return Response(body, content_type=content_type, headers={"Cache-Control": "no-store"})


def _holds(look: Callable[[], bool]) -> bool:
    try:
        return look()
    except Exception:
        # Whatever is wrong with it: it is not ready. A failed query must not spoil the next one.
        db.session.remove()
        return False


def _reaches_database() -> bool:
    return bool(db.session.scalar(text("SELECT 1")))


def _has_queue() -> bool:
    return int(huey.storage.queue_size()) >= 0
