"""Who administers the instance."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from importer import audit
from importer.database import rows_changed, writing
from importer.errors import InvalidInput
from importer.models import User


def locked_administrators(session: Session) -> list[int]:
    """Ids of all administrators, locked, so that two who give it up at once do not both find the
    other."""
    return list(
        session.scalars(select(User.id).where(User.is_admin).order_by(User.id).with_for_update())
    )


def change(user: User, *, is_admin: bool, actor: User, address: str = "") -> None:
    """Make somebody an administrator, or a member.

    :param actor: who does it. The person concerned is told who it was, and the log of the actor
        tells from where: it may have been somebody with that account's session.
    :param address: where the request came from.
    :raises InvalidInput: there would be no administrator left.
    """
    with writing() as session:
        if not is_admin and locked_administrators(session) == [user.id]:
            raise InvalidInput(
                "role",
                "This is the last administrator; the instance would be nobody's.",
                suggestion="Make somebody else an administrator first.",
            )
        changed = rows_changed(
            session,
            update(User)
            .where(User.id == user.id, User.is_admin.is_not(is_admin))
            .values(is_admin=is_admin),
        )
        if changed:
            detail = "administrator" if is_admin else "member"
            if actor.id == user.id:
                audit.record(session, user.id, "role_changed", detail=detail, address=address)
                return
            audit.record(session, user.id, "role_changed", detail=detail, actor=actor.username)
            gave = f"{user.username}: {detail}"
            audit.record(session, actor.id, "role_given", detail=gave, address=address)
