"""People, and lists of their repositories."""

from tools.sample_forge import people, shapes
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.messages import Answer, Bases, Request, error, json_answer
from tools.sample_forge.model import Repository
from tools.sample_forge.paging import page_of

_SORT_KEYS = {
    "created": lambda repository: repository.created_at,
    "updated": lambda repository: repository.pushed_at,
    "pushed": lambda repository: repository.pushed_at,
    "full_name": lambda repository: repository.full_name.lower(),
}
_ALL_AFFILIATIONS = "owner,collaborator,organization_member"


def own_profile(catalogue: Catalogue, bases: Bases, request: Request, login: str) -> Answer:
    public = [repo for repo in catalogue.owned_by(login) if not repo.private]
    return json_answer(people.profile(bases, login, len(public)))


def public_profile(catalogue: Catalogue, bases: Bases, request: Request, login: str) -> Answer:
    public = [repo for repo in catalogue.owned_by(login) if not repo.private]
    if not public:
        return error(404, "Not Found", "/users/users#get-a-user")
    first = public[0]
    return json_answer(people.profile(bases, first.owner, len(public), first.owner_type))


def own_repositories(catalogue: Catalogue, bases: Bases, request: Request, login: str) -> Answer:
    asked = request.query.get("affiliation", _ALL_AFFILIATIONS).split(",")
    found = catalogue.listed_for(login, {item.strip() for item in asked})
    visibility = request.query.get("visibility", "all")
    found = [
        repo for repo in found if visibility in ("all", "private" if repo.private else "public")
    ]
    return _listed(bases, request, found, f"{bases.api}/user/repos", login)


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
