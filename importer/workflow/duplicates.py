"""Whether a person has imported a repository already."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, defer

from importer.clock import now
from importer.models import Project
from importer.snapshot import RepoRef

# A renamed repository's old name leads to the new one, until somebody makes a new repository of
# that name. So an old name is believed for a day; later the forge is asked again.
FORMER_NAME_TRUSTED = timedelta(days=1)

_PRESENT_NAME = select(Project.id).where(
    Project.user_id == bindparam("user_id"), Project.source_key == bindparam("source_key")
)
_FORMER_NAME = (
    select(Project.id)
    .where(
        Project.user_id == bindparam("user_id"),
        Project.former_key == bindparam("source_key"),
        Project.former_seen_at > bindparam("trusted_since", type_=Project.former_seen_at.type),
    )
    .limit(1)
)

# The id of the project that an address leads to, as an expression; what it asks for is in `asked`.
# Two subqueries: each finds its row in an index, and together (OR) neither database does.
PROJECT_ID = func.coalesce(_PRESENT_NAME.scalar_subquery(), _FORMER_NAME.scalar_subquery())

# The large columns stay where they are.
_BY_ADDRESS = (
    select(Project)
    .options(defer(Project.facts), defer(Project.analysis))
    .where(Project.id == PROJECT_ID)
)


def asked(user_id: int, ref: RepoRef) -> dict[str, Any]:
    """The parameters of :data:`PROJECT_ID`."""
    return {
        "user_id": user_id,
        "source_key": ref.source_key,
        "trusted_since": now() - FORMER_NAME_TRUSTED,
    }


def by_address(session: Session, user_id: int, ref: RepoRef) -> Project | None:
    """The project this address leads to, as far as the address alone tells."""
    return session.scalar(_BY_ADDRESS, asked(user_id, ref))


def by_identity(session: Session, user_id: int, host: str, forge_repo_id: str) -> Project | None:
    """The project of the repository with this id at its forge, whatever it is called now."""
    return session.scalar(
        select(Project).where(
            Project.user_id == user_id,
            Project.host == host,
            Project.forge_repo_id == forge_repo_id,
        )
    )


def follow_rename(session: Session, project: Project, asked: RepoRef, present: RepoRef) -> None:
    """Note that ``project`` is called ``present`` now, and was asked for as ``asked``."""
    values: dict[str, object] = {"path": present.path, "source_key": present.source_key}
    if asked.source_key != present.source_key:
        values |= {"former_key": asked.source_key, "former_seen_at": now()}
    session.execute(update(Project).where(Project.id == project.id).values(**values))
