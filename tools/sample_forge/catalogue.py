"""All repositories of this forge, and who may see which."""

from collections.abc import Iterable

from tools.sample_forge.model import Repository
from tools.sample_forge.tokens import Tokens


class Catalogue:
    """Looks repositories up by any spelling of their name, or by id."""

    def __init__(self, repositories: Iterable[Repository]) -> None:
        self.tokens = Tokens()
        self.all = list(repositories)
        self._before: list[tuple[Repository, dict[str, object]]] = []
        self._by_id = {repository.id: repository for repository in self.all}
        self._by_name = {repository.full_name.lower(): repository for repository in self.all}
        self._by_former_name = {
            former.lower(): repository
            for repository in self.all
            for former in repository.former_names
        }

    def named(self, full_name: str) -> Repository | None:
        return self._by_name.get(full_name.lower())

    def formerly_named(self, full_name: str) -> Repository | None:
        return self._by_former_name.get(full_name.lower())

    def replace(self, known: Repository, changed: Repository) -> None:
        """Let ``changed``, which has the same id, stand where ``known`` does."""
        self.all[self.all.index(known)] = changed
        self._by_id[known.id] = changed
        del self._by_name[known.full_name.lower()]
        self._by_name[changed.full_name.lower()] = changed
        for former in known.former_names:
            self._by_former_name.pop(former.lower(), None)
        for former in changed.former_names:
            self._by_former_name[former.lower()] = changed

    def numbered(self, number: int) -> Repository | None:
        return self._by_id.get(number)

    def change(self, full_name: str, **values: object) -> None:
        """Change what is known of a repository until the next reset.

        :raises KeyError: there is none of that name.
        """
        repository = self._by_name[full_name.lower()]
        self._before.append((repository, {name: getattr(repository, name) for name in values}))
        for name, value in values.items():
            setattr(repository, name, value)

    def reset(self) -> None:
        self.tokens.reset()
        for repository, values in reversed(self._before):
            for name, value in values.items():
                setattr(repository, name, value)
        self._before.clear()

    def owned_by(self, login: str) -> list[Repository]:
        return [repo for repo in self.all if repo.owner.lower() == login.lower()]

    def listed_for(self, login: str, affiliations: set[str]) -> list[Repository]:
        """What ``/user/repos`` shows: one's own, and those one was given access to."""
        return [repo for repo in self.all if _affiliation(repo, login) in affiliations]


def _affiliation(repository: Repository, login: str) -> str | None:
    if repository.owner == login:
        return "owner"
    if login not in repository.readers:
        return None
    return "organization_member" if repository.owner_type == "Organization" else "collaborator"
