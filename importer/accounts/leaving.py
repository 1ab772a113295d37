"""Deleting an account, with all that hangs on it."""

from sqlalchemy import delete

from importer.accounts import credentials, roles
from importer.database import writing
from importer.errors import InvalidInput
from importer.models import OutgoingMail, User


def check_leaving(user: User, password: str) -> None:
    """:raises InvalidInput: the password is wrong."""
    credentials.require_password(user, password, field="proof")


def delete_account(user: User) -> None:
    """Delete the account; what belongs to it goes by the database's own rules.

    :raises InvalidInput: it is the last administrator's.
    """
    with writing() as session:
        if roles.locked_administrators(session) == [user.id]:
            raise InvalidInput(
                "proof", "You are the last administrator; the instance would be nobody's."
            )
        session.execute(delete(OutgoingMail).where(OutgoingMail.recipient == user.email))
        session.execute(
            delete(User).where(User.id == user.id), execution_options={"synchronize_session": False}
        )
