"""A copy of a one-host instance in one file, and back again.

The archive is a plain tar: the databases as SQLite writes them out in one read transaction
(``VACUUM INTO``: consistent while others write), a ``manifest.json`` with a SHA-256 of each file,
and, if asked for, the keys. The keys are what makes sessions, queue and stored tokens readable;
without them a copy that is lost gives nobody a token.
"""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from importer.clock import now

MANIFEST = "manifest.json"
FORMAT = 1
DATABASES = ("app.db", "queue.db")
# What belongs to running processes, not to the instance.
_NOT_KEPT = (*DATABASES, "serve.lock")
_NOT_KEPT_ENDINGS = (".wake", "-wal", "-shm", "-journal")
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """It cannot be done; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds.

    :param rows: of each table of the application's database.
    :param keys: whether the files with keys and settings are in it.
    """

    files: tuple[str, ...]
    rows: dict[str, int]
    keys: bool


def backup(instance: Path, archive: Path, *, keys: bool) -> Contents:
    """Write a new archive of the instance's folder; nothing has to be stopped.

    :raises BackupError: the archive is there already, or the database is not.
    """
    if not (instance / "app.db").exists():
        raise BackupError(f"There is no database in {instance}.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=instance) as scratch:
        copies = [_snapshot(instance / name, Path(scratch) / name) for name in DATABASES]
        others = list(_key_files(instance)) if keys else []
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": now().isoformat(timespec="seconds"),
            "keys": keys,
            "rows": _rows(copies[0]),
            "files": {path.name: _sum(path) for path in copies + others},
        }
        _write(archive, copies + others, manifest)
    return Contents(tuple(manifest["files"]), manifest["rows"], keys)


def restore(archive: Path, instance: Path, *, replace: bool) -> Contents:
    """Put an archive's files into the instance's folder; nothing may run there.

    Everything is read and checked before the first file is put in its place.

    :param replace: whether a database that is there may be overwritten.
    :raises BackupError: it may not, or the archive is damaged or no backup at all.
    """
    if (instance / "app.db").exists() and not replace:
        raise BackupError(f"{instance} has a database already; --replace overwrites it.")
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=instance) as scratch:
        manifest = _unpack(archive, Path(scratch))
        copy = Path(scratch) / "app.db"
        if _rows(copy) != manifest["rows"]:
            raise BackupError("The database in the archive has not the rows it should have.")
        for name in manifest["files"]:
            for leftover in (f"{name}-wal", f"{name}-shm"):
                (instance / leftover).unlink(missing_ok=True)
            os.replace(Path(scratch) / name, instance / name)
    return Contents(tuple(manifest["files"]), manifest["rows"], manifest["keys"])


def _snapshot(source: Path, target: Path) -> Path:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    return target


def _key_files(instance: Path) -> Iterator[Path]:
    for path in sorted(instance.iterdir()):
        is_kept = path.name not in _NOT_KEPT and not path.name.startswith(".")
        if is_kept and not path.name.endswith(_NOT_KEPT_ENDINGS) and path.is_file():
            yield path


def _rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as connection:
        try:
            broken = connection.execute("PRAGMA integrity_check").fetchone() != ("ok",)
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            counted = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
                for (name,) in tables
            }
        except sqlite3.DatabaseError:
            broken = True
    if broken:
        raise BackupError(f"{database.name} is damaged.")
    return counted


def _write(archive: Path, files: list[Path], manifest: dict[str, Any]) -> None:
    try:
        # Readable by this account alone, from the first byte on; an old one is never overwritten.
        handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{archive} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        text = json.dumps(manifest, indent=2).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mode = len(text), 0o600
        tar.addfile(head, io.BytesIO(text))
        for path in files:
            tar.add(path, arcname=path.name, recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """The files the manifest names and no others, their sums checked."""
    try:
        with tarfile.open(archive, mode="r:") as tar:
            manifest = _manifest(tar)
            for name, digest in manifest["files"].items():
                _extract(tar, name, folder / name)
                if _sum(folder / name) != digest:
                    raise BackupError(f"{name} in the archive is damaged.")
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{archive} is no backup of Repofolio, or is damaged.") from error
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    stream = tar.extractfile(MANIFEST)
    manifest: dict[str, Any] = json.loads(stream.read(_CHUNK)) if stream else {}
    if manifest["format"] != FORMAT:
        raise BackupError("The archive was made by another version of Repofolio.")
    names = manifest["files"]
    if not set(DATABASES) <= set(names) or any(name != Path(name).name for name in names):
        raise ValueError("not the files of an instance")
    return manifest


def _extract(tar: tarfile.TarFile, name: str, target: Path) -> None:
    stream = tar.extractfile(name)
    if stream is None:
        raise ValueError("not a file")
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := stream.read(_CHUNK):
            file.write(chunk)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
