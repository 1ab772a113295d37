"""The table of threats names tests that exist."""

import ast
import re

from importer.config import PROJECT_ROOT

NAMED = re.compile(r"`(tests/[\w/]+\.py)?::(test_\w+)`")


def test_every_proof_of_the_table_exists():
    table = (PROJECT_ROOT / "docs" / "threats.md").read_text()
    missing, file = [], ""
    for path, name in NAMED.findall(table):
        file = path or file
        if name not in _tests(file):
            missing.append(f"{file}::{name}")
    assert table.count("::test_") > 30
    assert not missing


def _tests(path: str) -> set[str]:
    source = PROJECT_ROOT / path
    tree = ast.parse(source.read_text()) if source.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
