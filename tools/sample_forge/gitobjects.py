"""Git's object names: what a blob, a tree and a commit are called.

Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FILE_MODE = "100644"
EXECUTABLE_MODE = "100755"
SYMLINK_MODE = "120000"
TREE_MODE = "040000"
SUBMODULE_MODE = "160000"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a tree.

    :param path: from the root, ``/`` between parts.
    :param kind: ``blob``, ``tree`` or ``commit`` (submodule).
    :param size: bytes, for blobs only.
    """

    path: str
    mode: str
    kind: str
    sha: str
    size: int | None = None


def blob_entry(path: str, data: bytes, mode: str = FILE_MODE) -> Entry:
    return Entry(path, mode, "blob", object_sha("blob", data), len(data))


def submodule_entry(path: str, commit: str) -> Entry:
    return Entry(path, SUBMODULE_MODE, "commit", commit)


def object_sha(kind: str, body: bytes) -> str:
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(body)) + body).hexdigest()


def commit_sha(tree: str, author: str, when: str, message: str) -> str:
    """The name of a commit without parents.

    :param when: ISO 8601 with a zone.
    """
    seconds = int(datetime.fromisoformat(when).timestamp())
    signature = f"{author} <{author.lower().replace(' ', '.')}@example.org> {seconds} +0000"
    lines = [f"tree {tree}", f"author {signature}", f"committer {signature}", "", message, ""]
    return object_sha("commit", "\n".join(lines).encode())


def with_trees(leaves: list[Entry]) -> tuple[str, tuple[Entry, ...]]:
    """Add the folders' own entries.

    :returns: the root tree's sha, and all entries in the order of ``git ls-tree -r -t``.
    """
    root: dict[str, object] = {}
    for leaf in leaves:
        folder = root
        *parents, name = leaf.path.split("/")
        for parent in parents:
            folder = folder.setdefault(parent, {})  # type: ignore[assignment]
        folder[name] = leaf
    entries: list[Entry] = []
    return _write_tree("", root, entries), tuple(entries)


def _write_tree(prefix: str, folder: Mapping[str, object], out: list[Entry]) -> str:
    """Append the folder's entries to ``out`` and return the folder's sha."""
    body = b""
    for name in sorted(folder, key=lambda name: _sort_key(name, folder[name])):
        node = folder[name]
        if isinstance(node, Mapping):
            place = len(out)
            sha = _write_tree(f"{prefix}{name}/", node, out)
            out.insert(place, Entry(prefix + name, TREE_MODE, "tree", sha))
            mode = "40000"
        else:
            assert isinstance(node, Entry)
            out.append(node)
            sha, mode = node.sha, node.mode
        body += f"{mode} {name}".encode() + b"\0" + bytes.fromhex(sha)
    return object_sha("tree", body)


def _sort_key(name: str, node: object) -> bytes:
    # Git compares a folder's name as if it ended in a slash.
    return (name + "/" if isinstance(node, Mapping) else name).encode()
