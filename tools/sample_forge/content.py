"""What a repository holds at the head of its default branch."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tools.sample_forge.gitobjects import SYMLINK_MODE, Entry

Reader = Callable[[str], bytes | None]
"""Path of one of the entries to its bytes; None where this forge does not have them."""


@dataclass(frozen=True)
class Commit:
    sha: str
    tree: str
    author: str
    when: str
    message: str


@dataclass(frozen=True)
class Content:
    """One commit's files.

    :param entries: with folders, in the order of ``git ls-tree -r -t``.
    """

    commit: Commit
    entries: tuple[Entry, ...]
    read: Reader

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        return {entry.path: entry for entry in self.entries}

    @cached_property
    def tree_paths(self) -> dict[str, str]:
        """Sha of every folder to its path; the root's path is empty."""
        paths = {entry.sha: entry.path for entry in self.entries if entry.kind == "tree"}
        return paths | {self.commit.tree: ""}

    @cached_property
    def blob_paths(self) -> dict[str, str]:
        return {entry.sha: entry.path for entry in self.entries if entry.kind == "blob"}

    def under(self, folder: str, recursive: bool) -> list[Entry]:
        """Entries below a folder, with paths relative to it."""
        start = f"{folder}/" if folder else ""
        found = []
        for entry in self.entries:
            if entry.path.startswith(start):
                relative = entry.path[len(start) :]
                if recursive or "/" not in relative:
                    found.append(Entry(relative, entry.mode, entry.kind, entry.sha, entry.size))
        return found

    def is_folder(self, path: str) -> bool:
        return path == "" or (path in self.by_path and self.by_path[path].kind == "tree")

    def link_target(self, entry: Entry) -> str | None:
        """Where a symbolic link leads, as a path from the root; None when out of the repository."""
        text = (self.read(entry.path) or b"").decode("utf-8", "replace")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), text))
        return None if target.startswith(("..", "/")) else target

    def readme(self) -> Entry | None:
        """GitHub prefers .github/, then the root, then docs/; and Markdown to the rest."""
        for folder in (".github", "", "docs"):
            found = [entry for entry in self._files_in(folder) if _is_readme(entry.path)]
            if found:
                return min(found, key=_readme_rank)
        return None

    def licence_file(self) -> Entry | None:
        names = ("license", "licence", "unlicense", "copying", "mit-license")
        return next((e for e in self._files_in("") if e.path.lower().startswith(names)), None)

    def _files_in(self, folder: str) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if entry.kind == "blob" and posixpath.dirname(entry.path) == folder
        ]


def _is_readme(path: str) -> bool:
    return posixpath.basename(path).lower().partition(".")[0] == "readme"


def _readme_rank(entry: Entry) -> tuple[int, bool]:
    """The plain name before translations such as README.en.md, Markdown before the rest."""
    name = posixpath.basename(entry.path).lower()
    return name.count("."), not name.endswith(".md")


def is_link(entry: Entry) -> bool:
    return entry.mode == SYMLINK_MODE
