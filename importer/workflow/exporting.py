"""A project as data: what the API answers and what its page is exported as."""

from datetime import datetime
from typing import Any

from importer.models import Project, User
from importer.workflow.edits import imported_values
from importer.workflow.sections import arrangement

FORMAT = 1
"""Raised when a field changes its meaning or goes."""


def summary(project: Project, owner: User) -> dict[str, Any]:
    """A row of a list."""
    return {
        "id": project.id,
        "title": project.title,
        "slug": project.slug,
        "url": f"/{owner.username}/{project.slug}",
        "owner": owner.username,
        "description": project.description,
        "repository": project.web_url,
        "language": project.primary_language,
        "stars": project.stars,
        "categories": list(project.categories or []),
        "topics": list(project.topics or []),
        "is_public": project.is_public,
        "is_showcase": project.is_showcase,
        "created_at": _iso(project.created_at),
        "imported_at": _iso(project.imported_at),
        "checked_at": _iso(project.checked_at),
    }


def details(project: Project, owner: User) -> dict[str, Any]:
    """Everything but the README, as JSON types."""
    analysis, facts, edited = project.analysis or {}, project.facts or {}, project.edits or {}
    return {
        "format": FORMAT,
        **summary(project, owner),
        "quote": edited.get("quote", str(analysis.get("quote") or "")),
        "source": {
            "forge": project.forge,
            "host": project.host,
            "path": project.path,
            "id": project.forge_repo_id,
            "url": project.web_url,
            "commit": project.commit,
        },
        "features": list(analysis.get("features") or []),
        "links": list(analysis.get("links") or []),
        "languages": list(analysis.get("languages") or []),
        "licence": analysis.get("licence"),
        "stack": list(analysis.get("stack") or []),
        "facts": facts,
        "warnings": list(analysis.get("warnings") or []),
        "analysis_version": analysis.get("version"),
    }


def for_owner(project: Project, owner: User) -> dict[str, Any]:
    """The same with what only the owner is told: their edits, and what stands behind them."""
    imported = imported_values(project.path, project.analysis or {})
    edited = project.edits or {}
    return {
        **details(project, owner),
        "edits": edited,
        "imported": {field: imported.get(field) for field in edited},
    }


def whole(project: Project, owner: User) -> dict[str, Any]:
    """Everything, with the READMEs as blocks of sanitised HTML."""
    return {
        **details(project, owner),
        "readmes": project.readmes or [],
        "readme_html": project.readme_html or "",
    }


def shown(project: Project, owner: User) -> dict[str, Any]:
    """What an export holds: everything but the sections that the owner has hidden from the page."""
    said = whole(project, owner)
    hidden = arrangement((project.edits or {}).get("sections")).hidden
    for name in hidden & {"features", "stack", "topics"}:
        said[name] = []
    if "readme" in hidden:
        said |= {"readmes": [], "readme_html": ""}
    left_out = hidden & {"contributors", "topics"}
    said["facts"] = {name: fact for name, fact in said["facts"].items() if name not in left_out}
    return said


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
