"""Forgetting what accounts leave behind."""

from importer import audit
from importer.accounts import invitations, recovery, sessions, throttle
from importer.database import writing
from importer.workflow import quota


def tidy_accounts() -> None:
    """Delete sessions, counts of failures and events that are past their time."""
    with writing() as session:
        sessions.forget_old(session)
        throttle.forget_old(session)
        audit.forget_old(session)
        invitations.forget_old(session)
        recovery.forget_pending(session)
        quota.forget_old(session)
