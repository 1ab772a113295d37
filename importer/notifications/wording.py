"""What is said, in the same words on every way of saying it."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from importer.models import Happening, ImportBatch, ImportJob, JobKind, Notification, Project, User
from importer.notifications import tallies

_WAYS = {
    Happening.STARTED: "Show the import",
    Happening.FINISHED: "Show the import",
    Happening.FAILED: "See what to do",
}


class _Job(NamedTuple):
    """What is told of an import. Not the row's object: the page that shows the notice may hold that
    already, and must not see it change halfway."""

    public_id: str
    kind: str
    path: str
    message: str
    error: str | None
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as people read it.

    :param subject: all of it in one line.
    :param title: what happened, in a few words.
    :param text: a sentence more.
    :param suggestion: what to do next, or empty.
    :param way: what the link to the page says.
    :param public_id: of the import or batch.
    :param job_public_id: of the import; empty for a batch.
    :param lines: what failed of a batch.
    :param username: whose page ``slug`` is, the project's name in its address; both empty where
        the import has not led to a page.
    """

    id: int
    happening: Happening
    subject: str
    title: str
    text: str
    suggestion: str
    way: str
    public_id: str
    job_public_id: str = ""
    username: str = ""
    slug: str = ""
    lines: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The same for every way of telling the same thing, so that a device shows it once."""
        return f"import-{self.public_id}"

    @property
    def topic(self) -> str:
        """The same for push services, which want at most 32 letters and digits."""
        return self.public_id.replace("-", "")


def tell(session: Session, notification_id: int) -> Told:
    """Read what the notification is about and put it into words."""
    notification = session.get_one(Notification, notification_id, populate_existing=True)
    if notification.batch_id is not None:
        return _of_batch(session, notification, notification.batch_id)
    slug, username, *row = session.execute(
        select(Project.slug, User.username, *(getattr(ImportJob, name) for name in _Job._fields))
        .join(User, User.id == ImportJob.user_id)
        .outerjoin(Project, Project.id == ImportJob.project_id)
        .where(ImportJob.id == notification.job_id)
    ).one()
    job = _Job(*row)
    happening = Happening(notification.happening)
    has_page = happening == Happening.FINISHED and slug is not None
    subject, title, text = _said(happening, job)
    return Told(
        id=notification.id,
        happening=happening,
        subject=subject,
        title=title,
        text=text,
        suggestion=job.suggestion or "" if happening == Happening.FAILED else "",
        way="Open the project" if has_page else _WAYS[happening],
        public_id=job.public_id,
        job_public_id=job.public_id,
        username=username if has_page else "",
        slug=slug if has_page else "",
    )


def _of_batch(session: Session, notification: Notification, batch_id: int) -> Told:
    batch = session.get_one(ImportBatch, batch_id)
    tally = tallies.of_batch(session, batch_id)
    parts = {"imported": tally.succeeded, "failed": tally.failed, "canceled": tally.canceled}
    said = ", ".join(f"{number} {word}" for word, number in parts.items() if number)
    repositories = "repository" if tally.total == 1 else "repositories"
    return Told(
        id=notification.id,
        happening=Happening(notification.happening),
        subject=f"{tally.total} {repositories}: {said}",
        title="Your imports are done" if tally.total > 1 else "Your import is done",
        text=f"Of {tally.total} {repositories}: {said}.",
        suggestion="",
        way="Show the imports",
        public_id=batch.public_id,
        lines=tuple(tallies.failures(session, batch_id)) if tally.failed else (),
    )


def _said(happening: Happening, job: _Job) -> tuple[str, str, str]:
    """Subject, title and text."""
    noun = job.kind.capitalize()
    if happening == Happening.STARTED:
        return f"{noun} of {job.path} started", f"{noun} started…", job.path
    if happening == Happening.FAILED:
        why = f"{job.path}: {job.error or job.message}"
        return f"{noun} of {job.path} failed", f"{noun} failed", why
    if job.kind == JobKind.IMPORT:
        return f"Imported {job.path}", job.message, f"Successfully imported {job.path}"
    # A refresh says in its message whether there was anything new, a preview that it is ready.
    return f"{noun} of {job.path}: {job.message}", job.message, job.path
