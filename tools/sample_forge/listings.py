"""People, and lists of their repositories."""

from tools.sample_forge import people, shapes
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.messages import Answer, Bases, Request, error, json_answer
from tools.sample_forge.model import Repository, number_for
from tools.sample_forge.paging import page_of
from tools.sample_forge.tokens import APP_OWNERS, Token

_SORT_KEYS = {
    "created": lambda repository: repository.created_at,
    "updated": lambda repository: repository.pushed_at,
    "pushed": lambda repository: repository.pushed_at,
    "full_name": lambda repository: repository.full_name.lower(),
}
_ALL_AFFILIATIONS = "owner,collaborator,organization_member"


def own_profile(catalogue: Catalogue, bases: Bases, request: Request, token: Token) -> Answer:
    login = token.login
    public = [repo for repo in catalogue.owned_by(login) if not repo.private]
    return json_answer(people.profile(bases, login, len(public)))


def public_profile(catalogue: Catalogue, bases: Bases, request: Request, login: str) -> Answer:
    public = [repo for repo in catalogue.owned_by(login) if not repo.private]
    if not public:
        return error(404, "Not Found", "/users/users#get-a-user")
    first = public[0]
    return json_answer(people.profile(bases, first.owner, len(public), first.owner_type))


def own_repositories(catalogue: Catalogue, bases: Bases, request: Request, token: Token) -> Answer:
    asked = request.query.get("affiliation", _ALL_AFFILIATIONS).split(",")
    found = catalogue.listed_for(token.login, {item.strip() for item in asked})
    found = [repo for repo in found if token.sees(repo.owner, repo.private)]
    visibility = request.query.get("visibility", "all")
    found = [
        repo for repo in found if visibility in ("all", "private" if repo.private else "public")
    ]
    return _listed(bases, request, found, f"{bases.api}/user/repos", token.login)


def installations(catalogue: Catalogue, bases: Bases, request: Request, token: Token) -> Answer:
    if not token.of_app:
        return error(403, "You must authenticate with an access token authorized to a GitHub App")
    rows = [
        {
            "id": number_for(f"installation {owner}"),
            "account": people.user(bases, owner),
            "repository_selection": "all",
            "html_url": f"{bases.web}/settings/installations/{number_for(f'installation {owner}')}",
        }
        for owner in sorted(APP_OWNERS)
    ]
    return json_answer({"total_count": len(rows), "installations": rows})


def installed_repositories(
    catalogue: Catalogue, bases: Bases, request: Request, token: Token
) -> Answer:
    number = request.path.removeprefix("/api/v3/user/installations/").partition("/")[0]
    owners = [one for one in APP_OWNERS if str(number_for(f"installation {one}")) == number]
    if not token.of_app or not owners:
        return error(404, "Not Found")
    found = [repo for repo in catalogue.all if repo.owner in owners and token.knows(repo)]
    url = f"{bases.api}/user/installations/{number}/repositories"
    shown, headers = page_of(request, found, url)
    rows = [shapes.short_repository(bases, repo, token.login) for repo in shown]
    return json_answer({"total_count": len(found), "repositories": rows}, headers=headers)


def public_repositories(catalogue: Catalogue, bases: Bases, request: Request, login: str) -> Answer:
    public = [repo for repo in catalogue.owned_by(login) if not repo.private]
    if not public:
        return error(404, "Not Found", "/repos/repos#list-repositories-for-a-user")
    return _listed(bases, request, public, f"{bases.api}/users/{login}/repos", None)


def _listed(
    bases: Bases, request: Request, found: list[Repository], url: str, viewer: str | None
) -> Answer:
    sort = request.query.get("sort", "full_name")
    if sort not in _SORT_KEYS:
        return error(422, "Validation Failed")
    usual = "asc" if sort == "full_name" else "desc"
    descending = request.query.get("direction", usual) == "desc"
    ordered = sorted(found, key=_SORT_KEYS[sort], reverse=descending)
    shown, headers = page_of(request, ordered, url)
    rows = [shapes.short_repository(bases, repo, viewer) for repo in shown]
    return json_answer(rows, headers=headers)
