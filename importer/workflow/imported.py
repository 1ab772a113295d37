"""What an import knows of a repository, as the columns of its project.

JSON types alone: a preview keeps them until it is imported, a revision until it is forgotten.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from importer.analysis.result import Analysis
from importer.snapshot import ImportWarning, RepoSnapshot
from importer.workflow import readmes

# What a 32-bit column holds.
MOST_STARS = 2**31 - 1

Columns = dict[str, Any]

COLUMNS = (
    "forge",
    "host",
    "path",
    "source_key",
    "forge_repo_id",
    "web_url",
    "commit",
    "primary_language",
    "stars",
    "facts",
    "analysis",
    "readmes",
    "readme_html",
)


def columns(snapshot: RepoSnapshot, analysis: Analysis) -> Columns:
    """Every column of :data:`COLUMNS`, and nothing that the owner may change."""
    ref = snapshot.ref
    concluded = analysis.to_json()
    concluded["warnings"] = [asdict(one) for one in warnings(snapshot, analysis)]
    documents = readmes.taken_out(concluded)
    return {
        "forge": ref.forge,
        "host": ref.host,
        "path": ref.path,
        "source_key": ref.source_key,
        "forge_repo_id": snapshot.forge_repo_id,
        "web_url": snapshot.web_url,
        "commit": snapshot.commit,
        "primary_language": analysis.languages[0].name if analysis.languages else "",
        "stars": min(snapshot.stars, MOST_STARS),
        "facts": facts(snapshot),
        "analysis": concluded,
        "readmes": documents,
        "readme_html": "",
    }


def warnings(snapshot: RepoSnapshot, analysis: Analysis) -> tuple[ImportWarning, ...]:
    return snapshot.warnings + analysis.warnings


def facts(snapshot: RepoSnapshot) -> dict[str, Any]:
    """What the forge said, as JSON types."""
    release = snapshot.release
    return {
        **counts(snapshot),
        "homepage": snapshot.homepage,
        "default_branch": snapshot.default_branch,
        "visibility": snapshot.visibility,
        "is_archived": snapshot.is_archived,
        "is_fork": snapshot.is_fork,
        "is_template": snapshot.is_template,
        "is_mirror": snapshot.is_mirror,
        "parent": snapshot.parent,
        "topics": list(snapshot.topics),
        "description": snapshot.description,
        "created_at": iso(snapshot.created_at),
        "pushed_at": iso(snapshot.pushed_at),
        "files": sum(entry.kind == "blob" for entry in snapshot.tree),
        "tree_truncated": snapshot.tree_truncated,
        "is_empty": snapshot.is_empty,
        "release": asdict(release) | {"published_at": iso(release.published_at)}
        if release
        else None,
        "contributors": [asdict(person) for person in snapshot.contributors],
    }


def counts(snapshot: RepoSnapshot) -> dict[str, int]:
    """What changes by itself from day to day and says nothing of the repository's content."""
    return {
        "stars": snapshot.stars,
        "forks": snapshot.forks,
        "watchers": snapshot.watchers,
        "open_issues": snapshot.open_issues,
    }


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
