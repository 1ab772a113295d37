"""GitHub's JSON into our values. Raw JSON does not leave this file and its callers.

Shapes: docs.github.com/rest, "Repositories", "Git trees", "Releases", API version 2022-11-28.
"""

import re
from typing import Any, cast

from importer.errors import ForgeAnswerInvalid
from importer.forges.address import is_full_name
from importer.forges.base import Budget, RepoListing
from importer.forges.github.limits import budget_of
from importer.forges.wire import Json, moment, optional, plain, required, rows, table, web_link
from importer.snapshot import (
    Contributor,
    EntryKind,
    Licence,
    Release,
    RepoRef,
    RepoSnapshot,
    TreeEntry,
    Visibility,
)

MOST_ENTRIES = 100_000
_TOPIC = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# Twice what operating systems allow.
_LONGEST_PATH = 8192
_KINDS = frozenset({"blob", "tree", "commit"})


def repository(value: Any, ref: RepoRef, web_url: str, raw_url: str) -> RepoSnapshot:
    """``GET /repos/{owner}/{name}`` as a snapshot without tree and files."""
    row = table(value)
    path = _full_name(row)
    parent = optional(row, "parent", dict, {})
    return RepoSnapshot(
        ref=RepoRef(ref.host, path, ref.forge),
        forge_repo_id=str(required(row, "id", int)),
        web_url=f"{web_url}/{path}",
        raw_url=f"{raw_url}/{path}",
        default_branch=plain(optional(row, "default_branch", str, ""), 255),
        description=plain(optional(row, "description", str, ""), 1000),
        homepage=web_link(optional(row, "homepage", str, "")),
        visibility=_visibility(row),
        is_archived=optional(row, "archived", bool, False),
        is_fork=optional(row, "fork", bool, False),
        is_template=optional(row, "is_template", bool, False),
        is_mirror=bool(optional(row, "mirror_url", str, "")),
        parent=_full_name(parent) if parent else "",
        topics=_topics(optional(row, "topics", list, [])),
        licence=_licence(optional(row, "license", dict, {})),
        stars=optional(row, "stargazers_count", int, 0),
        forks=optional(row, "forks_count", int, 0),
        # "watchers_count" repeats the stars; the real number is called subscribers.
        watchers=optional(row, "subscribers_count", int, 0),
        open_issues=optional(row, "open_issues_count", int, 0),
        created_at=moment(optional(row, "created_at", str, "")),
        pushed_at=moment(optional(row, "pushed_at", str, "")),
    )


def tree(value: Any) -> tuple[str, tuple[TreeEntry, ...], bool]:
    """``GET …/git/trees/{ref}``: its sha (the commit's for a named ref), entries, truncated."""
    row = table(value)
    sha = required(row, "sha", str)
    if not _SHA.fullmatch(sha):
        raise ForgeAnswerInvalid("The forge's answer has a 'sha' that is none.")
    listed = required(row, "tree", list)
    entries = (_entry(table(one)) for one in listed[:MOST_ENTRIES])
    cut = optional(row, "truncated", bool, False) or len(listed) > MOST_ENTRIES
    return sha, tuple(entry for entry in entries if _is_safe(entry.path)), cut


def languages(value: Any) -> tuple[tuple[str, int], ...]:
    row = table(value)
    sizes = [(plain(name, 60), required(row, name, int)) for name in list(row)[:200]]
    return tuple(sorted(sizes, key=lambda pair: (-pair[1], pair[0])))


def release(value: Any) -> Release:
    row = table(value)
    tag = plain(required(row, "tag_name", str), 200)
    return Release(
        tag=tag,
        name=plain(optional(row, "name", str, ""), 200) or tag,
        url=web_link(optional(row, "html_url", str, "")),
        published_at=moment(optional(row, "published_at", str, "")),
    )


def contributors(value: Any) -> tuple[Contributor, ...]:
    """People with an account; anonymous ones (by e-mail) are left out."""
    return tuple(
        Contributor(
            login=plain(required(row, "login", str), 100),
            url=web_link(optional(row, "html_url", str, "")),
            avatar_url=web_link(optional(row, "avatar_url", str, "")),
            contributions=optional(row, "contributions", int, 0),
        )
        for row in rows(value)[:10]
        if row.get("login")
    )


def listings(value: Any) -> list[RepoListing]:
    """A page of ``GET /user/repos``, or of an installation's repositories."""
    if isinstance(value, dict):
        value = required(value, "repositories", list)
    return [
        RepoListing(
            forge_repo_id=str(required(row, "id", int)),
            full_name=_full_name(row),
            web_url=web_link(optional(row, "html_url", str, "")),
            description=plain(optional(row, "description", str, ""), 1000),
            language=plain(optional(row, "language", str, ""), 60),
            is_private=optional(row, "private", bool, False),
            is_fork=optional(row, "fork", bool, False),
            is_archived=optional(row, "archived", bool, False),
            stars=optional(row, "stargazers_count", int, 0),
            pushed_at=moment(optional(row, "pushed_at", str, "")),
        )
        for row in rows(value)
    ]


def installations(value: Any) -> list[str]:
    """``GET /user/installations``: the ids of the places where the app is installed."""
    listed = rows(required(table(value), "installations", list))
    return [str(required(row, "id", int)) for row in listed]


def is_organization(value: Any) -> bool:
    """``GET /users/{login}``."""
    return optional(table(value), "type", str, "") == "Organization"


def rate_limit(value: Any) -> Budget | None:
    """``GET /rate_limit``; newer versions have lost the older ``rate``."""
    answer = table(value)
    core = optional(answer, "resources", dict, {}).get("core") or answer.get("rate")
    if core is None:
        return None
    row = table(core)
    return budget_of(
        required(row, "limit", int), required(row, "remaining", int), required(row, "reset", int)
    )


def _full_name(row: Json) -> str:
    name = required(row, "full_name", str)
    if not is_full_name(name):
        raise ForgeAnswerInvalid("The forge's answer has a 'full_name' that is none.")
    return name


def _visibility(row: Json) -> Visibility:
    stated = optional(row, "visibility", str, "")
    if stated in ("public", "private", "internal"):
        return cast(Visibility, stated)
    return "private" if optional(row, "private", bool, False) else "public"


def _topics(values: list[Any]) -> tuple[str, ...]:
    kept = [one for one in values if isinstance(one, str) and _TOPIC.fullmatch(one)]
    return tuple(dict.fromkeys(kept))[:20]


def _licence(row: Json) -> Licence | None:
    if not row:
        return None
    spdx = plain(optional(row, "spdx_id", str, ""), 60) or "NOASSERTION"
    return Licence(spdx, plain(optional(row, "name", str, ""), 120) or spdx)


def _entry(row: Json) -> TreeEntry:
    kind = required(row, "type", str)
    if kind not in _KINDS:
        raise ForgeAnswerInvalid("The forge's tree has an entry of an unknown type.")
    return TreeEntry(
        path=required(row, "path", str),
        kind=cast(EntryKind, kind),
        mode=required(row, "mode", str),
        sha=required(row, "sha", str),
        size=optional(row, "size", int, 0) if kind == "blob" else None,
    )


def _is_safe(path: str) -> bool:
    """No way out of the repository, and nothing that cannot be shown, stored or asked for."""
    is_short = len(path) <= _LONGEST_PATH
    return is_short and path.isprintable() and not {"", ".", ".."} & set(path.split("/"))
