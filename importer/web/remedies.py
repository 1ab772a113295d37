"""The link that goes with an error: the page that mends it, or that shows what exists."""

from dataclasses import dataclass

from flask import url_for

from importer.database import db
from importer.errors import DuplicateImport, ImportInProgress, RepofolioError
from importer.models import Project, User
from importer.web.filters import safe_url


@dataclass(frozen=True, slots=True)
class Remedy:
    label: str
    href: str


def remedy(error: RepofolioError) -> Remedy | None:
    """What to click after ``error``, if there is anything."""
    if isinstance(error, DuplicateImport):
        href = project_url(db.session.get(Project, error.project_id))
        return Remedy("Open the project", href) if href else None
    if isinstance(error, ImportInProgress) and error.job_public_id:
        href = url_for("web.import_page", public_id=error.job_public_id)
        return Remedy("Show the running import", href)
    href = safe_url(error.link)
    return Remedy("See how to mend it", href) if href else None


def project_url(project: Project | None) -> str:
    """The address of a project's page; empty if there is none any more."""
    if project is None:
        return ""
    owner = db.session.get_one(User, project.user_id)
    return url_for("web.project_page", username=owner.username, slug=project.slug)
