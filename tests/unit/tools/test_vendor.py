"""The files of other projects kept here are what their manifests say."""

import shutil
from pathlib import Path

import pytest

from tools import vendor


@pytest.mark.parametrize("folder", vendor.FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_folder_is_as_its_manifest_says(folder: Path) -> None:
    assert (folder / vendor.MANIFEST).exists()
    assert vendor.verify(folder) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendor.FOLDERS[0], tmp_path / "vendor"))


def test_a_changed_file_is_noticed(copy: Path) -> None:
    with (copy / "htmx.min.js").open("a") as file:
        file.write(" ")
    assert [line.rpartition(": ")[2] for line in vendor.verify(copy)] == [
        "not what the manifest says"
    ]


def test_a_missing_and_a_foreign_file_are_noticed(copy: Path) -> None:
    (copy / "htmx.min.js").rename(copy / "other.js")
    assert [line.rpartition(": ")[2] for line in vendor.verify(copy)] == [
        "not in the manifest",
        "missing",
    ]
