"""Real repositories from a folder: ``<owner>__<name>/`` with meta.json, tree.txt and some files.

``tree.txt`` is what ``git ls-tree -r -t -l`` prints. Of most files only name and size are known;
those that are there are served, the rest is not found.
"""

import json
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tools.sample_forge.content import Commit, Content
from tools.sample_forge.gitobjects import Entry
from tools.sample_forge.model import Contributor, Json, Repository, Tag

_ROW = re.compile(
    r"(?P<mode>\d{6}) (?P<kind>blob|tree|commit) (?P<sha>[0-9a-f]{40}) +"
    r"(?P<size>\d+|-|BAD)\t(?P<path>.+)"
)
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abfnrtv"\\])')
_ESCAPED = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))


def corpus_repositories(folder: Path) -> list[Repository]:
    """:raises FileNotFoundError: there is no such folder."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return [_repository(path.parent) for path in sorted(folder.glob("*/meta.json"))]


def _repository(folder: Path) -> Repository:
    meta: Json = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return Repository(
        owner=meta["owner"],
        name=meta["repo"],
        load=partial(_load, folder, meta),
        description=meta["description"],
        homepage=meta["homepage"],
        topics=_topics(meta["topics"] or meta["keywords"] or []),
        licence=meta["licence"],
        default_branch=meta["default_branch"],
        archived=bool(meta["archived"]),
        stars=meta["stargazers_count"] or 0,
        forks=meta["forks_count"] or 0,
        watchers=meta["watchers_count"] or 0,
        open_issues=meta["open_issues_count"] or 0,
        size=meta["blob_bytes"] // 1024,
        created_at=_utc(meta["created_at"] or meta["first_commit_date"]),
        pushed_at=_utc(meta["head_date"]),
        contributors=[_contributor(person) for person in meta["contributors"]],
        known_tags=[Tag(tag["name"], tag["sha"]) for tag in meta["tags"]],
        known_languages=meta.get("languages"),
    )


def _load(folder: Path, meta: Json) -> Content:
    commit = Commit(
        meta["head_sha"],
        meta["tree_sha"],
        meta["head_author"],
        _utc(meta["head_date"]),
        meta["head_message"],
    )
    rows = (folder / "tree.txt").read_text(encoding="utf-8").split("\n")
    entries = tuple(_entry(row) for row in rows if row)
    return Content(commit, entries, partial(_read, folder))


def _read(folder: Path, path: str) -> bytes | None:
    file = folder / path
    return file.read_bytes() if file.is_file() else None


def _entry(row: str) -> Entry:
    found = _ROW.fullmatch(row)
    if found is None:
        raise ValueError(f"not a row of a tree: {row!r}")
    # BAD is git's word for a blob that the clone lacks.
    size = int(found["size"].replace("BAD", "0")) if found["kind"] == "blob" else None
    return Entry(_unquoted(found["path"]), found["mode"], found["kind"], found["sha"], size)


def _unquoted(path: str) -> str:
    """Undo git's quoting of unusual paths: core.quotePath in https://git-scm.com/docs/git-config"""
    if not path.startswith('"'):
        return path
    raw = _ESCAPE.sub(lambda found: _unescaped(found[1]), path[1:-1].encode())
    return raw.decode("utf-8", "replace")


def _unescaped(code: bytes) -> bytes:
    return bytes([int(code, 8) if len(code) == 3 else _ESCAPED[code[0]]])


def _contributor(person: Json) -> Contributor:
    """Git knows names, not logins; a login is made from the name where none is recorded."""
    made = re.sub(r"[^a-z0-9]+", "-", person["name"].lower()).strip("-") or "somebody"
    return Contributor(person["login"] or made, person["contributions"])


def _topics(words: list[str]) -> list[str]:
    return [re.sub(r"[^a-z0-9-]+", "-", word.lower()).strip("-") for word in words][:20]


def _utc(date: str) -> str:
    return datetime.fromisoformat(date).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
