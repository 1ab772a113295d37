"""Forgetting what accounts and imports leave behind."""

import logging

from importer import audit
from importer.accounts import invitations, recovery, sessions, throttle
from importer.database import writing
from importer.workflow import leftovers, quota

log = logging.getLogger("importer.worker")


def tidy_accounts() -> None:
    """Delete sessions, counts of failures and events that are past their time."""
    with writing() as session:
        sessions.forget_old(session)
        throttle.forget_old(session)
        audit.forget_old(session)
        invitations.forget_old(session)
        recovery.forget_pending(session)
        quota.forget_old(session)


def tidy_imports() -> None:
    """Delete counts of ended imports and calls of the language model that are past their time."""
    counts, calls = leftovers.forget_counts(), leftovers.forget_calls()
    if counts or calls:
        log.info("Swept: %d counts of imports, %d calls of the language model", counts, calls)
