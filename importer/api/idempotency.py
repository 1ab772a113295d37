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
from typing import TypeVar

from flask import request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from importer.api.blueprint import caller
from importer.database import db
from importer.errors import AdmissionError, IdempotencyMismatch, InvalidInput, TooManyImports
from importer.models import ImportBatch, ImportJob
from importer.tasks import toolbox
from importer.workflow import status

T = TypeVar("T")

_KEY = re.compile(r"[!-~]{1,255}")


def once(address: str, start: Callable[[str | None], ImportJob]) -> ImportJob:
    """Start an import, unless the request's key has started one.

    :param address: of the repository.
    :param start: starts it under the public id it is given, or under any.
    :raises InvalidInput: the key is not 1 to 255 printable characters.
    :raises IdempotencyMismatch: it has started the import of another repository.
    :raises RepofolioError: of ``start``.
    """
    key = _key()
    if key is None:
        return start(None)
    public_id = str(uuid.UUID(bytes=_digest("idempotency", key)[:16], version=4))
    return _once(lambda: _known(public_id, address), lambda: start(public_id))


def batch_once(urls: list[str], start: Callable[[str | None], ImportBatch]) -> ImportBatch:
    """Start a batch, unless the request's key has started one.

    The key names its first import: the first half of that one's public id is made of the key, the
    second of the key and the list, so that another list is noticed.

    :param urls: what was sent.
    :param start: starts it with the public id of its first import, or with any.
    :raises InvalidInput: the key is not 1 to 255 printable characters.
    :raises IdempotencyMismatch: it has started a batch of another list.
    :raises RepofolioError: of ``start``.
    """
    key = _key()
    if key is None:
        return start(None)
    halves = _digest("batch", key)[:8] + _digest("list", key, *urls)[:8]
    public_id = str(uuid.UUID(bytes=halves, version=4))
    return _once(lambda: _known_batch(public_id), lambda: start(public_id))


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise InvalidInput("Idempotency-Key", "The Idempotency-Key is 1 to 255 ASCII characters.")
    return key


def _once(find: Callable[[], T | None], start: Callable[[], T]) -> T:
    if known := find():
        return known
    try:
        return start()
    except (AdmissionError, TooManyImports, IntegrityError):
        # The same request, a moment earlier, is what stands in the way.
        if known := find():
            return known
        raise


def _digest(*words: str) -> bytes:
    secret = toolbox().settings.secret_key.encode()
    # Neither a key nor an address of a list has a line break in it.
    said = "\n".join([words[0], str(caller().id), *words[1:]])
    return hmac.digest(secret, said.encode("utf-8", "surrogatepass"), "sha256")


def _known(public_id: str, address: str) -> ImportJob | None:
    # What was read so far may be from before the other request.
    db.session.commit()
    job = status.owned(db.session(), caller(), public_id)
    if job and toolbox().forges.parse(address).source_key != job.source_key:
        raise IdempotencyMismatch
    return job


def _known_batch(public_id: str) -> ImportBatch | None:
    db.session.commit()
    half = public_id[: len("01234567-0123-4123")]
    found = db.session.execute(
        select(ImportJob.public_id, ImportBatch)
        .join(ImportBatch, ImportBatch.id == ImportJob.batch_id)
        .where(
            ImportJob.user_id == caller().id, ImportJob.public_id.startswith(half, autoescape=True)
        )
    ).first()
    if found is None:
        return None
    if found[0] != public_id:
        raise IdempotencyMismatch("That Idempotency-Key has started a batch of another list.")
    batch: ImportBatch = found[1]
    return batch
