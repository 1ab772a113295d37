"""A snapshot goes into JSON and comes back the same."""

from datetime import UTC, datetime

import pytest

from importer.snapshot import (
    Contributor,
    ImportWarning,
    Licence,
    Release,
    RepoSnapshot,
    SourceFile,
    TreeEntry,
)
from importer.snapshot_json import from_json, to_json
from tests.support.samples import snapshot

FULL = snapshot(
    licence=Licence("MIT", "MIT License"),
    release=Release("v1", "One", "https://h.example/v1", datetime(2026, 1, 2, tzinfo=UTC)),
    contributors=(Contributor("mira", "https://h.example/mira", "", 3),),
    created_at=datetime(2025, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    readmes=(SourceFile("README", bytes(range(256)), truncated=True),),
    tree=(TreeEntry("a", "blob", "100644", "0" * 40, 20), TreeEntry("b", "tree", "040000", "1")),
    warnings=(ImportWarning("TREE_TRUNCATED", "Too many files — some are missing."),),
)


@pytest.mark.parametrize("whole", [snapshot(), FULL, snapshot(commit=None, tree=())])
def test_it_comes_back_the_same(whole: RepoSnapshot):
    assert from_json(to_json(whole)) == whole


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"[]", b"[1, 2]", b"\xff", b'["x"]'])
def test_what_is_no_snapshot_is_refused(data: bytes):
    with pytest.raises(ValueError, match=r"."):
        from_json(data)
