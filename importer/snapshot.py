"""What a repository is (RepoRef) and what was fetched of it (RepoSnapshot).

Frozen values that cross floors: forges make them, the analysis reads them, neither knows the
other. Nothing here does I/O.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EntryKind = Literal["blob", "tree", "commit"]
Visibility = Literal["public", "private", "internal"]


@dataclass(frozen=True, slots=True)
class RepoRef:
    """A repository's canonical address.

    :param host: the forge's web host, lower case, with its port if that is not the scheme's own.
    :param path: ``owner/name`` as written (the forge's own spelling once it has answered).
    :param forge: the software behind the host, e.g. ``github``.
    """

    host: str
    path: str
    forge: str = "github"

    @property
    def owner(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def source_key(self) -> str:
        """What makes two addresses the same repository; names are case-insensitive."""
        return f"{self.host}/{self.path.lower()}"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One row of the tree at the pinned commit.

    :param path: from the repository's root, ``/`` between parts.
    :param kind: ``blob``, ``tree`` (folder) or ``commit`` (submodule).
    :param mode: git's six digits; ``120000`` is a symbolic link.
    :param size: bytes, for blobs.
    """

    path: str
    kind: EntryKind
    mode: str
    sha: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's bytes at the pinned commit, cut at the limit if ``truncated``."""

    path: str
    data: bytes
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Licence:
    """:param spdx_id: e.g. ``MIT``; ``NOASSERTION`` where the forge found text it does not know."""

    spdx_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Release:
    tag: str
    name: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contributor:
    login: str
    url: str
    avatar_url: str
    contributions: int


@dataclass(frozen=True, slots=True)
class ImportWarning:
    """An optional part that failed or was cut: a stable code and a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RepoSnapshot:
    """Everything fetched of one repository, pinned to one commit.

    :param ref: under its present name, even if it was asked for under an old one.
    :param forge_repo_id: the forge's own numeric id as text; survives renames.
    :param commit: 40 hex digits, or None for a repository without commits.
    :param web_url: the repository's page, no trailing slash.
    :param raw_url: base for raw files, no trailing slash: ``{raw_url}/{commit}/{path}``.
    :param parent: ``owner/name`` of what it was forked from.
    :param languages: name and bytes, largest first.
    :param readmes: in the forge's order of preference, the shown one first.
    :param licence_files: texts of LICENSE, COPYING and the like at the root.
    :param manifests: dependency manifests to a depth of two folders.
    """

    ref: RepoRef
    forge_repo_id: str
    web_url: str
    raw_url: str
    default_branch: str
    commit: str | None = None
    description: str = ""
    homepage: str = ""
    visibility: Visibility = "public"
    is_archived: bool = False
    is_fork: bool = False
    is_template: bool = False
    is_mirror: bool = False
    parent: str = ""
    topics: tuple[str, ...] = ()
    licence: Licence | None = None
    stars: int = 0
    forks: int = 0
    watchers: int = 0
    open_issues: int = 0
    created_at: datetime | None = None
    pushed_at: datetime | None = None
    languages: tuple[tuple[str, int], ...] = ()
    tree: tuple[TreeEntry, ...] = ()
    tree_truncated: bool = False
    readmes: tuple[SourceFile, ...] = ()
    licence_files: tuple[SourceFile, ...] = ()
    manifests: tuple[SourceFile, ...] = ()
    release: Release | None = None
    contributors: tuple[Contributor, ...] = ()
    warnings: tuple[ImportWarning, ...] = ()

    @property
    def is_empty(self) -> bool:
        """No commits yet."""
        return self.commit is None
