"""``Idempotency-Key``: a request that is sent again, because its answer got lost, makes no second
import.

The key names the import: its public id is made of it. So the database's own rule that no two
imports share one decides between requests that come at the same moment, and nothing has to be
remembered beside the import. Whoever does not have the instance's secret cannot tell the id from a
random one.
"""

import hmac
import re
import uuid
from collections.abc import Callable

from flask import request
from sqlalchemy.exc import IntegrityError

from importer.api.blueprint import caller
from importer.database import db
from importer.errors import AdmissionError, IdempotencyMismatch, InvalidInput
from importer.models import ImportJob
from importer.tasks import toolbox
from importer.workflow import status

_KEY = re.compile(r"[!-~]{1,255}")


def once(address: str, start: Callable[[str | None], ImportJob]) -> ImportJob:
    """Start an import, unless the request's key has started one.

    :param address: of the repository.
    :param start: starts it under the public id it is given, or under any.
    :raises InvalidInput: the key is not 1 to 255 printable characters.
    :raises IdempotencyMismatch: it has started the import of another repository.
    :raises RepofolioError: of ``start``.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return start(None)
    if not _KEY.fullmatch(key):
        raise InvalidInput("Idempotency-Key", "The Idempotency-Key is 1 to 255 ASCII characters.")
    public_id = _public_id(key)
    if known := _known(public_id, address):
        return known
    try:
        return start(public_id)
    except (AdmissionError, IntegrityError):
        # The same request, a moment earlier, is what stands in the way.
        if known := _known(public_id, address):
            return known
        raise


def _public_id(key: str) -> str:
    secret = toolbox().settings.secret_key.encode()
    digest = hmac.digest(secret, f"idempotency:{caller().id}:{key}".encode(), "sha256")
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _known(public_id: str, address: str) -> ImportJob | None:
    # What was read so far may be from before the other request.
    db.session.commit()
    job = status.owned(db.session(), caller(), public_id)
    if job and toolbox().forges.parse(address).source_key != job.source_key:
        raise IdempotencyMismatch
    return job
