"""Snapshots for the tests: a made one with a few files, and the real ones beside the project."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from importer.snapshot import RepoRef, RepoSnapshot, SourceFile, TreeEntry

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
COMMIT = "c0ffee" + "0" * 34


def snapshot(**changes: Any) -> RepoSnapshot:
    """A repository `owner/name`; any field may be given."""
    made = RepoSnapshot(
        ref=RepoRef("forge.example", "owner/name"),
        forge_repo_id="1",
        web_url="https://forge.example/owner/name",
        raw_url="https://raw.example/owner/name",
        default_branch="main",
        commit=COMMIT,
    )
    return dataclasses.replace(made, **changes)


def with_readme(text: str | bytes, path: str = "README.md", **changes: Any) -> RepoSnapshot:
    data = text.encode() if isinstance(text, str) else text
    return snapshot(readmes=(SourceFile(path, data),), **changes)


def with_manifest(path: str, text: str) -> RepoSnapshot:
    return snapshot(manifests=(SourceFile(path, text.encode()),))


def blob(path: str, size: int = 1) -> TreeEntry:
    return TreeEntry(path, "blob", "100644", "0" * 40, size)


def folder(path: str) -> TreeEntry:
    return TreeEntry(path, "tree", "040000", "0" * 40)


def corpus(name: str) -> RepoSnapshot:
    """One of the real repositories, as if the forge had said nothing but its files."""
    root = CORPUS / name
    if not root.is_dir():
        pytest.skip(f"no corpus: {name} is not in ../shared/corpus")
    meta = json.loads((root / "meta.json").read_text(encoding="utf-8"))
    full_name = meta["full_name"]
    return snapshot(
        ref=RepoRef("github.com", full_name),
        web_url=f"https://github.com/{full_name}",
        raw_url=f"https://raw.githubusercontent.com/{full_name}",
        commit=meta["head_sha"],
        tree=_tree(root / "tree.txt"),
        readmes=_files(root, meta["readmes"]),
        licence_files=_files(root, list(meta["licence_files"])),
        manifests=_files(root, meta["manifests"]),
    )


def _files(root: Path, paths: list[str]) -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(path, (root / path).read_bytes()) for path in paths if (root / path).is_file()
    )


def _tree(listing: Path) -> tuple[TreeEntry, ...]:
    entries = []
    for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
        facts, _, path = line.partition("\t")
        mode, kind, sha, size = facts.split()
        entries.append(TreeEntry(path, kind, mode, sha, int(size) if size.isdigit() else None))  # type: ignore[arg-type]
    return tuple(entries)
