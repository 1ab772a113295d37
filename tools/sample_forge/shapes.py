"""The JSON GitHub gives: repositories, people, licences, releases.

Key for key as in the descriptions of https://docs.github.com/rest; tests hold them against
recorded answers.
"""

import base64

from tools.sample_forge.messages import Bases
from tools.sample_forge.model import Contributor, Json, Release, Repository, number_for

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
_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
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


def user(bases: Bases, login: str, kind: str = "User") -> Json:
    number = number_for(f"user {login.lower()}")
    url = f"{bases.api}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": _node_id("User", number),
        "avatar_url": f"{bases.web}/_avatars/u/{number}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{bases.web}/{login}",
        **{key: url + path for key, path in _USER_LINKS.items()},
        "type": kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def profile(bases: Bases, login: str, public_repos: int, kind: str = "User") -> Json:
    """A person as ``/user`` and ``/users/{login}`` show them."""
    return user(bases, login, kind) | {
        "name": login.capitalize(),
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": public_repos,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": "2020-02-02T20:20:20Z",
        "updated_at": "2026-05-05T05:05:05Z",
    }


def contributor(bases: Bases, person: Contributor) -> Json:
    return user(bases, person.login) | {"contributions": person.contributions}


def licence(bases: Bases, spdx_id: str | None) -> Json | None:
    if spdx_id is None:
        return None
    if spdx_id == "NOASSERTION":
        return _licence("other", "Other", spdx_id, None)
    key = spdx_id.lower()
    name = _LICENCE_NAMES.get(spdx_id, spdx_id)
    return _licence(key, name, spdx_id, f"{bases.api}/licenses/{key}")


def _licence(key: str, name: str, spdx_id: str, url: str | None) -> Json:
    node_id = _node_id("License", len(key))
    return {"key": key, "name": name, "spdx_id": spdx_id, "url": url, "node_id": node_id}


def short_repository(bases: Bases, repository: Repository, viewer: str | None) -> Json:
    """A repository as in lists, and as a fork's parent."""
    url = repo_url(bases, repository)
    counts = _counts(repository)
    return {
        "id": repository.id,
        "node_id": _node_id("Repository", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": user(bases, repository.owner, repository.owner_type),
        "html_url": f"{bases.web}/{repository.full_name}",
        "description": repository.description,
        "fork": repository.parent is not None,
        "url": url,
        **{key: url + path for key, path in _REPOSITORY_LINKS.items()},
        **_clone_links(bases, repository),
        "created_at": repository.created_at,
        "updated_at": repository.pushed_at,
        "pushed_at": repository.pushed_at,
        "homepage": repository.homepage,
        "size": repository.size,
        "language": next(iter(repository.languages), None),
        **_features(repository),
        "mirror_url": repository.mirror_url,
        "archived": repository.archived,
        "disabled": False,
        "license": licence(bases, repository.licence),
        "topics": repository.topics,
        "visibility": "private" if repository.private else "public",
        **counts,
        "default_branch": repository.default_branch,
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
        "author": user(bases, repository.owner, repository.owner_type),
        "node_id": _node_id("Release", number),
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


def _node_id(kind: str, number: int) -> str:
    return base64.b64encode(f"{len(kind):03}:{kind}{number}".encode()).decode()
