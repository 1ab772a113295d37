from pathlib import Path

import pytest
from flask import Flask

from importer.web.assets import asset


def addresses(tmp_path: Path, content: str) -> str:
    (tmp_path / "a.css").write_text(content)
    app = Flask("x", static_folder=str(tmp_path))
    with app.test_request_context():
        return asset("a.css")


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    first = addresses(tmp_path / "one", "a{}")
    second = addresses(tmp_path / "two", "b{}")
    assert first.partition("v=")[2] != second.partition("v=")[2]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    app = Flask("x", static_folder=str(tmp_path))
    with app.test_request_context(), pytest.raises(FileNotFoundError):
        asset("missing.css")
