"""A person leaves."""

from sqlalchemy import select

from importer.accounts import leaving
from importer.database import db
from importer.models import ACTIVE_STATES, ImportJob, User
from importer.workflow import runs


def leave(user: User, password: str) -> None:
    """Delete the account with all its data; imports that run are canceled first.

    :raises InvalidInput: the password is wrong, or this is the last administrator.
    """
    leaving.check_leaving(user, password)
    active = select(ImportJob).where(
        ImportJob.user_id == user.id, ImportJob.state.in_(ACTIVE_STATES)
    )
    for job in db.session.scalars(active).all():
        runs.cancel(job)
    leaving.delete_account(user)
