"""The repositories written for this forge: one folder each under ``repositories/``.

``repositories/<owner>/<name>/repo.json`` holds the facts (keys are those of ``Repository``),
``files/`` beside it the files. ``extra_files`` and ``symlinks`` in it are those that no checkout
should have to bear, ``submodules`` maps paths to commits, ``"empty": true`` means no commit yet.
"""

import json
import os
from functools import partial
from pathlib import Path

from tools.sample_forge.content import Commit, Content
from tools.sample_forge.gitobjects import (
    EXECUTABLE_MODE,
    FILE_MODE,
    SYMLINK_MODE,
    blob_entry,
    commit_sha,
    submodule_entry,
    with_trees,
)
from tools.sample_forge.model import Contributor, Json, Release, Repository

FOLDER = Path(__file__).parent / "repositories"


def bundled_repositories(folder: Path = FOLDER) -> list[Repository]:
    return [_repository(path) for path in sorted(folder.glob("*/*/repo.json"))]


def _repository(path: Path) -> Repository:
    facts: Json = json.loads(path.read_text(encoding="utf-8"))
    beside = {name: facts.pop(name, {}) for name in ("extra_files", "symlinks", "submodules")}
    commit = facts.pop("commit", {})
    empty = facts.pop("empty", False)
    facts["contributors"] = [Contributor(*pair) for pair in facts.get("contributors", [])]
    facts["releases"] = [Release(**release) for release in facts.get("releases", [])]
    owner, name = path.parent.parent.name, path.parent.name
    repository = Repository(owner=owner, name=name, load=None, **facts)
    if not empty:
        repository.load = partial(_load, repository, path.parent / "files", beside, commit)
    return repository


def _load(repository: Repository, folder: Path, beside: Json, commit: Json) -> Content:
    files = {name: (FILE_MODE, text.encode()) for name, text in beside["extra_files"].items()}
    files |= {name: (SYMLINK_MODE, to.encode()) for name, to in beside["symlinks"].items()}
    for path in folder.rglob("*"):
        if path.is_symlink() or path.is_file():
            files[path.relative_to(folder).as_posix()] = _mode_and_bytes(path)
    return content_of(
        {name: data for name, (_, data) in files.items()},
        when=repository.pushed_at,
        modes={name: mode for name, (mode, _) in files.items()},
        submodules=beside["submodules"],
        author=commit.get("author", repository.owner),
        message=commit.get("message", "Say in the README how to start"),
    )


def content_of(
    files: dict[str, bytes],
    when: str,
    modes: dict[str, str] | None = None,
    submodules: dict[str, str] | None = None,
    author: str = "demo",
    message: str = "Begin",
) -> Content:
    """One commit holding ``files``."""
    leaves = [
        blob_entry(name, data, (modes or {}).get(name, FILE_MODE)) for name, data in files.items()
    ]
    leaves += [submodule_entry(path, sha) for path, sha in (submodules or {}).items()]
    tree, entries = with_trees(leaves)
    commit = Commit(commit_sha(tree, author, when, message), tree, author, when, message)
    return Content(commit, entries, files.get)


def _mode_and_bytes(path: Path) -> tuple[str, bytes]:
    if path.is_symlink():
        return SYMLINK_MODE, os.fsencode(os.readlink(path))
    executable = path.stat().st_mode & 0o100
    return EXECUTABLE_MODE if executable else FILE_MODE, path.read_bytes()
