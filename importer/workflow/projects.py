"""Projects: who may see them, who may change them. Looking up through here is the permission."""

from sqlalchemy import delete as delete_rows
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, defer, undefer

from importer import audit
from importer.database import rows_changed, writing
from importer.models import ImageSet, Project, ProjectImage, User
from importer.workflow import image_sets, lease

# Of an INTEGER column: a number somebody typed beyond it would be an error of the database.
LARGEST_ID = 2**31 - 1


def visible(
    session: Session,
    username: str,
    slug: str,
    *,
    viewer_id: int | None,
    with_readmes: bool = False,
) -> tuple[Project, User] | None:
    """The project at ``/<username>/<slug>`` and its owner, if the viewer may see it.

    :param viewer_id: None for somebody who is not signed in.
    :param with_readmes: read them along, which are large and left for later otherwise.
    """
    if "\0" in username + slug:
        # What a stranger typed; PostgreSQL would answer with an error.
        return None
    row = session.execute(
        select(Project, User)
        .options(*([undefer(Project.readmes)] if with_readmes else []))
        .join(User, User.id == Project.user_id)
        .where(User.username_key == username.lower(), Project.slug == slug)
    ).one_or_none()
    if row is None or not (row.Project.is_public or row.User.id == viewer_id):
        return None
    return row.Project, row.User


def by_id(session: Session, project_id: int, *, viewer_id: int | None) -> Project | None:
    """The project if the viewer may see it.

    :param viewer_id: None for somebody who is not signed in.
    """
    if project_id > LARGEST_ID:
        return None
    allowed = or_(Project.is_public, Project.user_id == viewer_id)
    return session.scalar(select(Project).where(Project.id == project_id, allowed))


def of_user(session: Session, owner: User, *, viewer_id: int | None) -> list[Project]:
    """The owner’s projects the viewer may see: showcased ones first, then as the owner has put
    them; those they have not put anywhere come before, the newest first."""
    query = (
        select(Project)
        .options(defer(Project.facts), defer(Project.analysis))
        .where(Project.user_id == owner.id)
        .order_by(
            Project.is_showcase.desc(),
            Project.position,
            Project.created_at.desc(),
            Project.id.desc(),
        )
    )
    if viewer_id != owner.id:
        query = query.where(Project.is_public)
    return list(session.scalars(query))


def owned(session: Session, user_id: int, project_id: int) -> Project | None:
    """The project if it is this person's; there is no other way to one that may be changed."""
    if project_id > LARGEST_ID:
        return None
    return session.scalar(
        select(Project).where(Project.id == project_id, Project.user_id == user_id)
    )


def set_visibility(project: Project, *, is_public: bool, address: str = "") -> None:
    """Show the page to everybody, or to its owner alone.

    :param address: where that was asked from, for the owner's log.
    """
    with writing() as session:
        changed = rows_changed(
            session,
            update(Project)
            .where(Project.id == project.id, Project.is_public.is_not(is_public))
            .values(is_public=is_public),
        )
        if changed:
            note_visibility(session, project, is_public=is_public, address=address)


def note_visibility(session: Session, project: Project, *, is_public: bool, address: str) -> None:
    """Write the change into the owner's log, within the transaction that makes it."""
    kind = "project_made_public" if is_public else "project_made_private"
    audit.record(session, project.user_id, kind, address=address, detail=project.path)


def set_showcase(project: Project, *, is_showcase: bool) -> None:
    """Put the project first in its owner's portfolio, or not."""
    with writing() as session:
        session.execute(
            update(Project).where(Project.id == project.id).values(is_showcase=is_showcase)
        )


def delete(project: Project) -> None:
    """Remove the page with its images. Its repository can be imported again; its
    imports stay in the history."""
    with writing() as session:
        # What runs lock before they ask for the project, in their order.
        lease.lock(session, project.user_id)
        session.execute(
            select(ImageSet.project_id).where(ImageSet.project_id == project.id).with_for_update()
        )
        shown = select(ProjectImage.sha256).where(ProjectImage.project_id == project.id)
        images = [sha256 for sha256 in session.scalars(shown) if sha256]
        session.execute(delete_rows(Project).where(Project.id == project.id))
        image_sets.remove_orphans(session, among=images)
