"""Keeping the mirror of people's repositories up to date."""

import logging
import threading
import time
from datetime import datetime

from importer.clock import now
from importer.connections import mirror
from importer.extensions import huey
from importer.models import ForgeAccount
from importer.tasks.doors import toolbox

log = logging.getLogger("importer.worker")

# A page that is opened again and again nudges once in a while.
_NUDGE_SECONDS = 20.0


class _Nudged:
    """When this process last told the queue about an account."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: dict[int, float] = {}

    def lately(self, account_id: int) -> bool:
        with self._lock:
            moment = time.monotonic()
            was = self._at.get(account_id, float("-inf")) > moment - _NUDGE_SECONDS
            if not was:
                self._at[account_id] = moment
            return was


_nudged = _Nudged()


def refresh_repositories(account: ForgeAccount) -> bool:
    """Ask a worker to read the account's list; False if the queue cannot be told."""
    try:
        sync_repositories(account.id, now().isoformat())
    except Exception:
        log.exception("The queue could not be told to read the list of account %d", account.id)
        return False
    return True


def refresh_if_stale(account: ForgeAccount) -> bool:
    """The same for a list that is old, on behalf of somebody who only looks at it."""
    if not mirror.is_stale(account):
        return False
    return _nudged.lately(account.id) or refresh_repositories(account)


@huey.task(name="sync_repositories")  # type: ignore[untyped-decorator]
def sync_repositories(account_id: int, asked_at: str | None = None) -> None:
    """Read an account's list of repositories.

    :param asked_at: when that was asked for, as ISO 8601 says it. Tasks that wait in the queue
        while a new version is put in their place do not say.
    """
    moment = datetime.fromisoformat(asked_at) if asked_at else None
    mirror.sync(toolbox().connector, account_id, moment)
