"""Archives: what is in them, and that a bad one changes nothing."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from importer import backup
from importer.backup import BackupError

Harm = Callable[[Path], None]


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    for name in backup.DATABASES:
        with closing(sqlite3.connect(folder / name)) as connection:
            connection.execute("CREATE TABLE things (name TEXT)")
            connection.executemany("INSERT INTO things VALUES (?)", [("one",), ("two",)])
            connection.commit()
    (folder / "secret_key").write_text("0123456789abcdef")
    (folder / "serve.lock").write_text("http://127.0.0.1:8000")
    return folder


def test_archive_holds_databases_and_only_if_asked_the_keys(instance: Path, tmp_path: Path) -> None:
    slim = backup.backup(instance, tmp_path / "slim.tar", keys=False)
    assert slim.files == ("app.db", "queue.db")
    whole = backup.backup(instance, tmp_path / "whole.tar", keys=True)
    assert whole.files == ("app.db", "queue.db", "secret_key")
    assert whole.rows == {"things": 2}
    assert b"0123456789abcdef" not in (tmp_path / "slim.tar").read_bytes()


def test_restored_files_are_private_and_whole(instance: Path, tmp_path: Path) -> None:
    backup.backup(instance, tmp_path / "whole.tar", keys=True)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    assert backup.restore(tmp_path / "whole.tar", fresh, replace=False).rows == {"things": 2}
    assert (fresh / "secret_key").read_text() == "0123456789abcdef"
    assert [path.stat().st_mode & 0o077 for path in fresh.iterdir()] == [0, 0, 0]


def test_archive_is_never_overwritten(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.tar").write_text("precious")
    with pytest.raises(BackupError, match="cannot be written"):
        backup.backup(instance, tmp_path / "copy.tar", keys=False)
    assert (tmp_path / "copy.tar").read_text() == "precious"


def _damage(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 64] = b"\xff" * 64
    archive.write_bytes(data)


def _cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:4096])


def _replace_by_text(archive: Path) -> None:
    archive.write_text("hello")


def _climb(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b'"queue.db"', b'"../ue.db"'))


def _miscount(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b'"things": 2', b'"things": 3'))


@pytest.mark.parametrize("harm", [_damage, _cut, _replace_by_text, _climb, _miscount])
def test_bad_archive_changes_nothing(instance: Path, tmp_path: Path, harm: Harm) -> None:
    archive = tmp_path / "copy.tar"
    backup.backup(instance, archive, keys=False)
    harm(archive)
    before = {path.name: path.read_bytes() for path in instance.iterdir()}
    with pytest.raises(BackupError):
        backup.restore(archive, instance, replace=True)
    assert {path.name: path.read_bytes() for path in instance.iterdir()} == before
