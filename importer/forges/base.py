"""What the importer asks of every forge."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from importer.snapshot import RepoRef, RepoSnapshot, SourceFile

Checkpoint = Callable[[], None]
"""Called by the import's own thread between calls and at least every half second while it waits
for one. Raises ImportCanceled or ImportTimeout when the import must stop."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A token for a forge. ``repr`` never shows it.

    :param label: names it in budgets and logs without giving it away; ``anonymous`` for none.
    """

    label: str = "anonymous"
    token: str = field(default="", repr=False)


ANONYMOUS = Credential()


@dataclass(frozen=True, slots=True)
class Budget:
    """What the forge last said is left of a rate limit.

    :param reset_at: aware; when ``remaining`` becomes ``limit`` again.
    """

    limit: int
    remaining: int
    reset_at: datetime


class Allowance:
    """How many calls one import may still spend of the quota, counted across threads.

    :param calls: None for no limit of our own (a token's thousands an hour).
    """

    def __init__(self, calls: int | None) -> None:
        self._lock = threading.Lock()
        self._left = calls
        self.spent = 0
        self.observed: Budget | None = None
        self.credential_refused = False

    def take(self) -> bool:
        """Reserve one call; False, and nothing reserved, if none is left."""
        with self._lock:
            if self._left is not None:
                if self._left <= 0:
                    return False
                self._left -= 1
            self.spent += 1
            return True

    def observe(self, budget: Budget) -> None:
        """Keep the lowest ``remaining`` seen of the newest window."""
        with self._lock:
            seen = self.observed
            if (
                seen is None
                or budget.reset_at > seen.reset_at
                or (budget.reset_at == seen.reset_at and budget.remaining < seen.remaining)
            ):
                self.observed = budget


@dataclass(frozen=True, slots=True)
class Overview:
    """The first wave's harvest: who the repository is and what its tree holds.

    :param snapshot: everything known so far; files and optional parts still missing.
    :param private: whether raw files need the credential.
    :param blobs: contents read already, by the sum under which the tree lists them.
    :param readme: the README that will be shown, if it is among them.
    :param etag: of the answer of a glance, or empty.
    """

    snapshot: RepoSnapshot
    private: bool
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    readme: SourceFile | None = None
    etag: str = ""


@dataclass(frozen=True, slots=True)
class RepoListing:
    """One row of a person's repository list."""

    forge_repo_id: str
    full_name: str
    web_url: str
    description: str
    language: str
    is_private: bool
    is_fork: bool
    is_archived: bool
    stars: int
    pushed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is, and what the forge says of the token.

    :param scopes: None for tokens that have none of that kind (fine-grained, GitHub Apps).
    :param expires_at: None if it does not say.
    """

    forge_user_id: str
    login: str
    scopes: tuple[str, ...] | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a forge handed out for a person's consent. ``repr`` shows none of it.

    :param expires_at: of the token; None for one that is good until revoked.
    """

    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None

    @property
    def is_of_app(self) -> bool:
        return self.token.startswith("ghu_") or bool(self.refresh_token)


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page of a list as it was read last.

    :param rows: how many it had.
    """

    etag: str
    rows: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a person's list.

    :param path: names the page.
    :param rows: None if nothing has changed since its ETag.
    :param hidden_organizations: ids of those that single sign-on keeps from the token.
    """

    path: str
    etag: str
    rows: tuple[RepoListing, ...] | None
    hidden_organizations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageWave:
    """Pages that were asked for together.

    :param total: pages there are in all, as far as is known by now.
    :param is_cut: the list is longer than is read.
    """

    pages: tuple[ListPage, ...]
    total: int
    is_cut: bool = False


class Forge(Protocol):
    """One forge host, as configured. Thread-safe; holds no state of an import."""

    host: str

    def resolve(
        self, ref: RepoRef, credential: Credential, allowance: Allowance, checkpoint: Checkpoint
    ) -> Overview:
        """First wave: identity, facts and tree at the default branch's head.

        :raises ForgeError: the repository cannot be had; see the tree in importer/errors.py.
        """
        ...

    def fetch(
        self,
        overview: Overview,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
    ) -> RepoSnapshot:
        """Second wave: README, manifests, licence, languages, release, contributors.

        Optional parts that fail become warnings of the snapshot.

        :raises ForgeError: the README cannot be read although the tree has one.
        """
        ...

    def repositories(self, credential: Credential, checkpoint: Checkpoint) -> list[RepoListing]:
        """All repositories the credential's owner can see, most recently pushed first.

        :raises CredentialRefused: the token is no longer good.
        """
        ...

    def identify(self, credential: Credential, checkpoint: Checkpoint) -> Identity:
        """Whose token the credential holds.

        :raises CredentialRefused: nobody's.
        """
        ...

    def look_up(self, ref: RepoRef, credential: Credential, checkpoint: Checkpoint) -> RepoSnapshot:
        """What this credential alone is told of a repository: facts without tree and files.

        :raises ForgeError: it is told nothing, and perhaps why.
        """
        ...

    def is_organization(self, owner: str, credential: Credential, checkpoint: Checkpoint) -> bool:
        """Whether ``owner`` is one, and no person.

        :raises ForgeError: the forge does not say.
        """
        ...

    def repository_pages(
        self,
        credential: Credential,
        known: Mapping[str, KnownPage],
        checkpoint: Checkpoint,
        *,
        of_app: bool = False,
    ) -> Iterator[PageWave]:
        """The same list page by page, in waves of parallel calls, unchanged pages not sent again.

        :param known: pages read earlier, by path.
        :param of_app: the token is a GitHub App's, which sees where the app is installed.
        :raises ForgeError: the list could not be had to its end.
        """
        ...

    def rate_limit(self, credential: Credential) -> Budget | None:
        """What is left, asked without spending any; None where the host has no limits."""
        ...


@runtime_checkable
class Glancing(Protocol):
    """A forge that tells in one call whether a repository is still as it was."""

    def glance(
        self,
        ref: RepoRef,
        forge_repo_id: str,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
        etag: str = "",
    ) -> Overview | None:
        """Identity and facts alone, found by the forge's own id, under whatever name it has now.

        :param etag: of an earlier answer; None is returned if the answer is still that one.
        :raises ForgeError: the repository cannot be had.
        """
        ...

    def look_closer(
        self,
        glimpse: Overview,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
    ) -> Overview:
        """What ``resolve`` returns, without asking again for what ``glance`` has brought."""
        ...


Json = dict[str, Any]
