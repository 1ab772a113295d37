"""The JSON GitHub gives about people and organisations."""

import base64

from tools.sample_forge.messages import Bases
from tools.sample_forge.model import Contributor, Json, number_for

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


def user(bases: Bases, login: str, kind: str = "User") -> Json:
    number = number_for(f"user {login.lower()}")
    url = f"{bases.api}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": node_id("User", number),
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


def node_id(kind: str, number: int) -> str:
    return base64.b64encode(f"{len(kind):03}:{kind}{number}".encode()).decode()
