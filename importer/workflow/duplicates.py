"""Whether a person has imported a repository already."""

from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, defer

from importer.clock import now
from importer.models import Project
from importer.snapshot import RepoRef

# A renamed repository's old name leads to the new one, until somebody makes a new repository of
# that name. So an old name is believed for a day; later the forge is asked again.
FORMER_NAME_TRUSTED = timedelta(days=1)

# Two statements: each finds its row in an index, and together (OR) neither database does. The
# large columns stay where they are.
_SLIM = select(Project).options(defer(Project.facts), defer(Project.analysis))
_BY_PRESENT_NAME = _SLIM.where(
    Project.user_id == bindparam("user_id"), Project.source_key == bindparam("source_key")
)
_BY_FORMER_NAME = _SLIM.where(
    Project.user_id == bindparam("user_id"),
    Project.former_key == bindparam("source_key"),
    Project.former_seen_at > bindparam("trusted_since"),
).limit(1)


def by_address(session: Session, user_id: int, ref: RepoRef) -> Project | None:
    """The project this address leads to, as far as the address alone tells."""
    asked = {"user_id": user_id, "source_key": ref.source_key}
    return session.scalar(_BY_PRESENT_NAME, asked) or session.scalar(
        _BY_FORMER_NAME, asked | {"trusted_since": now() - FORMER_NAME_TRUSTED}
    )


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
