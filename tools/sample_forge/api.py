"""The REST API: from a path to the one function that answers it."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from tools.sample_forge import git_api, listings, repository_api
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.context import Context
from tools.sample_forge.limits import RateLimits
from tools.sample_forge.messages import Answer, Bases, Request, error, json_answer
from tools.sample_forge.model import Repository
from tools.sample_forge.oauth import OAuth
from tools.sample_forge.tokens import Token

_REPOSITORY_ROUTES: list[tuple[re.Pattern[str], Callable[..., Answer]]] = [
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"", repository_api.show),
        (r"/languages", repository_api.languages),
        (r"/topics", repository_api.topics),
        (r"/contributors", repository_api.contributors),
        (r"/releases/latest", repository_api.latest_release),
        (r"/releases", repository_api.releases),
        (r"/tags", repository_api.tags),
        (r"/license", git_api.licence),
        (r"/readme", git_api.readme),
        (r"/contents/?(?P<path>.*)", git_api.contents),
        (r"/git/trees/(?P<ref>.+)", git_api.tree),
        (r"/git/blobs/(?P<sha>[0-9a-f]{40})", git_api.blob),
        (r"/commits/(?P<ref>.+)", git_api.commit),
    )
]
_REPOSITORY = re.compile(r"/(?:repos/(?P<name>[^/]+/[^/]+)|repositories/(?P<id>\d+))(?P<rest>/.*)?")
_USER_REPOSITORIES = re.compile(r"/users/(?P<login>[^/]+)(?P<repos>/repos)?")
_OWN = {
    "/user": listings.own_profile,
    "/user/repos": listings.own_repositories,
    "/user/installations": listings.installations,
}
_INSTALLED = re.compile(r"/user/installations/(?P<id>\d+)/repositories")
_APPLICATION = re.compile(r"/applications/(?P<client_id>[^/]+)/token")


@dataclass(frozen=True)
class Caller:
    """:param token: None for anonymous callers."""

    key: str
    token: Token | None

    @property
    def login(self) -> str | None:
        return self.token.login if self.token else None

    def knows(self, repository: Repository) -> bool:
        return self.token.knows(repository) if self.token else repository.visible_to(None)

    @property
    def anonymous(self) -> bool:
        return self.token is None

    @property
    def sharing(self) -> str:
        """Who may keep the answer."""
        return "public" if self.anonymous else "private"


class Api:
    """Everything below the API base, with authentication and quota."""

    def __init__(self, catalogue: Catalogue, bases: Bases, limits: RateLimits) -> None:
        self.catalogue = catalogue
        self.bases = bases
        self.limits = limits
        self.oauth = OAuth(catalogue.tokens, bases)

    def answer(self, request: Request, canned: Answer | None = None) -> tuple[Answer, int]:
        """The answer, and what it cost of the quota.

        :param canned: given instead of the true answer, at the same price.
        """
        if not (request.headers.get("User-Agent") or "").strip():
            return _without_user_agent(), 0
        caller = self._caller(request)
        if canned is None and request.token is not None and caller.anonymous:
            canned = error(401, "Bad credentials")
        answer, cost = self._metered(request, caller, canned)
        return self._with_headers(request, answer, caller), cost

    def _metered(
        self, request: Request, caller: Caller, canned: Answer | None
    ) -> tuple[Answer, int]:
        path = request.path.removeprefix("/api/v3").rstrip("/") or "/"
        if path == "/rate_limit" and canned is None:
            return self._rate_limit(caller), 0
        if not self.limits.take(caller.key, caller.anonymous):
            return _limited(caller, request.client), 0
        answer = canned or self._route(request, path, caller)
        if canned is None and answer.status == 200:
            answer.headers.setdefault("ETag", f'W/"{hashlib.sha256(answer.body).hexdigest()}"')
            if _matches(request, answer.headers["ETag"]):
                answer = Answer(304, headers=answer.headers)
        # A 304 is free only for authorised callers.
        # https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
        if answer.status == 304 and not caller.anonymous:
            self.limits.give_back(caller.key, caller.anonymous)
            return answer, 0
        return answer, 1

    def _route(self, request: Request, path: str, caller: Caller) -> Answer:
        if found := _REPOSITORY.fullmatch(path):
            return self._repository(request, found, caller)
        if path in _OWN or _INSTALLED.fullmatch(path):
            if caller.token is None:
                return error(401, "Requires authentication", "/users/users")
            show = _OWN.get(path, listings.installed_repositories)
            return show(self.catalogue, self.bases, request, caller.token)
        if (found := _APPLICATION.fullmatch(path)) and request.method == "DELETE":
            return self.oauth.revoke(request, found["client_id"])
        if found := _USER_REPOSITORIES.fullmatch(path):
            show = listings.public_repositories if found["repos"] else listings.public_profile
            return show(self.catalogue, self.bases, request, unquote(found["login"]))
        return error(404, "Not Found")

    def _repository(self, request: Request, found: re.Match[str], caller: Caller) -> Answer:
        rest = found["rest"] or ""
        name = unquote(found["name"] or "")
        repository = (
            self.catalogue.named(name) if name else self.catalogue.numbered(int(found["id"]))
        )
        # A repository that took over the old name ends the redirect.
        former = None if repository else self.catalogue.formerly_named(name)
        if former and caller.knows(former):
            return self._moved(former, rest)
        if repository is None or not caller.knows(repository):
            return error(404, "Not Found", "/repos/repos#get-a-repository")
        context = Context(self.catalogue, self.bases, request, repository, caller.login)
        if rest.startswith("/contents/") and request.path.endswith("/"):
            return Answer(302, headers={"Location": self._by_id(repository, rest)})
        for pattern, handler in _REPOSITORY_ROUTES:
            if match := pattern.fullmatch(rest):
                return handler(context, **{k: unquote(v) for k, v in match.groupdict().items()})
        return error(404, "Not Found")

    def _by_id(self, repository: Repository, rest: str) -> str:
        return f"{self.bases.api}/repositories/{repository.id}{rest}"

    def _moved(self, repository: Repository, rest: str) -> Answer:
        url = self._by_id(repository, rest)
        body = {
            "message": "Moved Permanently",
            "url": url,
            "documentation_url": "https://docs.github.com/v3/#http-redirects",
        }
        return json_answer(body, 301, {"Location": url})

    def _rate_limit(self, caller: Caller) -> Answer:
        standing = self.limits.standing(caller.key, caller.anonymous)
        core = {
            "limit": standing.limit,
            "used": standing.limit - standing.remaining,
            "remaining": standing.remaining,
            "reset": standing.reset,
        }
        return json_answer(
            {"resources": {"core": core}, "rate": core}, headers={"Cache-Control": "no-cache"}
        )

    def _with_headers(self, request: Request, answer: Answer, caller: Caller) -> Answer:
        usual = {
            "X-GitHub-Api-Version-Selected": request.headers.get("X-GitHub-Api-Version")
            or "2022-11-28",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": f"{caller.sharing}, max-age=60, s-maxage=60",
            "Vary": "Accept, Authorization, Accept-Encoding",
            **self.limits.standing(caller.key, caller.anonymous).headers,
        }
        if caller.token:
            usual |= caller.token.headers
        answer.headers = usual | answer.headers
        return answer

    def _caller(self, request: Request) -> Caller:
        token = self.catalogue.tokens.find(request.token)
        return Caller(f"token {request.token}" if token else request.client, token)


def _matches(request: Request, etag: str) -> bool:
    asked = (request.headers.get("If-None-Match") or "").split(",")
    return etag.removeprefix("W/") in {item.strip().removeprefix("W/") for item in asked}


def _without_user_agent() -> Answer:
    text = (
        "Request forbidden by administrative rules. Please make sure your request has a "
        "User-Agent header.\n"
    )
    return Answer(403, text.encode(), "text/html; charset=utf-8")


def _limited(caller: Caller, client: str) -> Answer:
    docs = "/using-the-rest-api/rate-limits-for-the-rest-api"
    if caller.anonymous:
        hint = (
            "(But here's the good news: Authenticated requests get a higher rate limit. "
            "Check out the documentation for more details.)"
        )
        return error(403, f"API rate limit exceeded for {client}. {hint}", docs)
    return error(403, f"API rate limit exceeded for user {caller.login}.", docs)
