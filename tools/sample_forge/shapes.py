"""The JSON GitHub gives: repositories, licences, releases.

Key for key as in the descriptions of https://docs.github.com/rest; tests hold them against
recorded answers.
"""

from tools.sample_forge import people
from tools.sample_forge.messages import Bases
from tools.sample_forge.model import Json, Release, Repository, number_for
from tools.sample_forge.people import node_id

_LICENCE_NAMES = {
    "MIT": "MIT License",
    "Apache-2.0": "Apache License 2.0",
    "BSD-2-Clause": 'BSD 2-Clause "Simplified" License',
    "BSD-3-Clause": 'BSD 3-Clause "New" or "Revised" License',
    "GPL-2.0": "GNU General Public License v2.0",
    "GPL-3.0": "GNU General Public License v3.0",
    "LGPL-2.1": "GNU Lesser General Public License v2.1",
    "MPL-2.0": "Mozilla Public License 2.0",
    "ISC": "ISC License",
    "CC0-1.0": "Creative Commons Zero v1.0 Universal",
    "Unlicense": "The Unlicense",
}
_REPOSITORY_LINKS = {
    "forks_url": "/forks",
    "keys_url": "/keys{/key_id}",
    "collaborators_url": "/collaborators{/collaborator}",
    "teams_url": "/teams",
    "hooks_url": "/hooks",
    "issue_events_url": "/issues/events{/number}",
    "events_url": "/events",
    "assignees_url": "/assignees{/user}",
    "branches_url": "/branches{/branch}",
    "tags_url": "/tags",
    "blobs_url": "/git/blobs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "trees_url": "/git/trees{/sha}",
    "statuses_url": "/statuses/{sha}",
    "languages_url": "/languages",
    "stargazers_url": "/stargazers",
    "contributors_url": "/contributors",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "commits_url": "/commits{/sha}",
    "git_commits_url": "/git/commits{/sha}",
    "comments_url": "/comments{/number}",
    "issue_comment_url": "/issues/comments{/number}",
    "contents_url": "/contents/{+path}",
    "compare_url": "/compare/{base}...{head}",
    "merges_url": "/merges",
    "archive_url": "/{archive_format}{/ref}",
    "downloads_url": "/downloads",
    "issues_url": "/issues{/number}",
    "pulls_url": "/pulls{/number}",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "labels_url": "/labels{/name}",
    "releases_url": "/releases{/id}",
    "deployments_url": "/deployments",
}


def repo_url(bases: Bases, repository: Repository) -> str:
    return f"{bases.api}/repos/{repository.full_name}"


def licence(bases: Bases, spdx_id: str | None) -> Json | None:
    if spdx_id is None:
        return None
    if spdx_id == "NOASSERTION":
        return _licence("other", "Other", spdx_id, None)
    key = spdx_id.lower()
    name = _LICENCE_NAMES.get(spdx_id, spdx_id)
    return _licence(key, name, spdx_id, f"{bases.api}/licenses/{key}")


def _licence(key: str, name: str, spdx_id: str, url: str | None) -> Json:
    identity = node_id("License", len(key))
    return {"key": key, "name": name, "spdx_id": spdx_id, "url": url, "node_id": identity}


def short_repository(bases: Bases, repository: Repository, viewer: str | None) -> Json:
    """A repository as in lists, and as a fork's parent."""
    url = repo_url(bases, repository)
    return {
        "id": repository.id,
        "node_id": node_id("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "owner": people.user(bases, repository.owner, repository.owner_type),
        "html_url": f"{bases.web}/{repository.full_name}",
        "url": url,
        **{key: url + path for key, path in _REPOSITORY_LINKS.items()},
        **_clone_links(bases, repository),
        **_facts(bases, repository),
        **_features(repository),
        **_counts(repository),
        **({"permissions": _permissions(repository, viewer)} if viewer else {}),
    }


def full_repository(
    bases: Bases, repository: Repository, viewer: str | None, parent: Repository | None
) -> Json:
    shown = short_repository(bases, repository, viewer)
    if parent:
        shown["parent"] = shown["source"] = short_repository(bases, parent, None)
    if repository.owner_type == "Organization":
        shown["organization"] = shown["owner"]
        shown["custom_properties"] = {}
    shown["temp_clone_token"] = None
    shown["network_count"] = repository.forks
    shown["subscribers_count"] = repository.watchers
    return shown


def _clone_links(bases: Bases, repository: Repository) -> Json:
    page = f"{bases.web}/{repository.full_name}"
    return {
        "git_url": f"git://{bases.address}/{repository.full_name}.git",
        "ssh_url": f"git@{bases.address}:{repository.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
    }


def _facts(bases: Bases, repository: Repository) -> Json:
    return {
        "private": repository.private,
        "visibility": "private" if repository.private else "public",
        "description": repository.description,
        "homepage": repository.homepage,
        "fork": repository.parent is not None,
        "mirror_url": repository.mirror_url,
        "archived": repository.archived,
        "disabled": False,
        "created_at": repository.created_at,
        "updated_at": repository.pushed_at,
        "pushed_at": repository.pushed_at,
        "size": repository.size,
        "language": next(iter(repository.languages), None),
        "license": licence(bases, repository.licence),
        "topics": repository.topics,
        "default_branch": repository.default_branch,
    }


def _features(repository: Repository) -> Json:
    return {
        "has_issues": repository.parent is None,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "allow_forking": True,
        "is_template": repository.template,
        "web_commit_signoff_required": False,
        "has_pull_requests": True,
        "pull_request_creation_policy": "all",
    }


def _counts(repository: Repository) -> Json:
    """``watchers`` are stars for GitHub; who really watches is ``subscribers_count``."""
    return {
        "stargazers_count": repository.stars,
        "watchers_count": repository.stars,
        "watchers": repository.stars,
        "forks_count": repository.forks,
        "forks": repository.forks,
        "open_issues_count": repository.open_issues,
        "open_issues": repository.open_issues,
    }


def _permissions(repository: Repository, viewer: str) -> Json:
    own = viewer == repository.owner
    return {"admin": own, "maintain": own, "push": own, "triage": own, "pull": True}


def release(bases: Bases, repository: Repository, what: Release) -> Json:
    number = number_for(f"release {repository.full_name} {what.tag}")
    url = f"{repo_url(bases, repository)}/releases/{number}"
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": f"{bases.web}/{repository.full_name}/releases/tag/{what.tag}",
        "id": number,
        "author": people.user(bases, repository.owner, repository.owner_type),
        "node_id": node_id("Release", number),
        "tag_name": what.tag,
        "target_commitish": repository.default_branch,
        "name": what.name,
        "draft": False,
        "immutable": False,
        "prerelease": what.prerelease,
        "created_at": what.published_at,
        "updated_at": what.published_at,
        "published_at": what.published_at,
        "assets": [],
        "tarball_url": f"{repo_url(bases, repository)}/tarball/{what.tag}",
        "zipball_url": f"{repo_url(bases, repository)}/zipball/{what.tag}",
        "body": what.body,
    }
