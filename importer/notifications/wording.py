"""What is said, in the same words on every way of saying it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.models import Happening, ImportJob, JobKind, Notification, Project, User


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as people read it.

    :param title: what happened, in a few words.
    :param text: a sentence more, or empty.
    :param username: whose page ``slug`` is, the project's name in its address; both empty where
        the import has not led to a page.
    """

    id: int
    happening: Happening
    title: str
    text: str
    job_public_id: str
    path: str
    username: str = ""
    slug: str = ""

    @property
    def tag(self) -> str:
        """The same for every way of telling the same thing, so that a device shows it once."""
        return f"import-{self.job_public_id}"


def tell(session: Session, notification_id: int) -> Told:
    """Read what the notification is about and put it into words."""
    notification, job, slug, username = session.execute(
        select(Notification, ImportJob, Project.slug, User.username)
        .join(ImportJob, ImportJob.id == Notification.job_id)
        .join(User, User.id == Notification.user_id)
        .outerjoin(Project, Project.id == ImportJob.project_id)
        .where(Notification.id == notification_id),
        execution_options={"populate_existing": True},
    ).one()
    happening = Happening(notification.happening)
    title, text = _said(happening, job)
    has_page = happening == Happening.FINISHED and slug is not None
    return Told(
        id=notification.id,
        happening=happening,
        title=title,
        text=text,
        job_public_id=job.public_id,
        path=job.path,
        username=username if has_page else "",
        slug=slug if has_page else "",
    )


def _said(happening: Happening, job: ImportJob) -> tuple[str, str]:
    noun = job.kind.capitalize()
    if happening == Happening.STARTED:
        return f"{noun} started…", job.path
    if happening == Happening.FAILED:
        return f"{noun} failed", f"{job.path}: {job.error or job.message}"
    # A refresh says in its message whether there was anything new, a preview that it is ready.
    is_import = job.kind == JobKind.IMPORT
    return job.message, f"Successfully imported {job.path}" if is_import else job.path
