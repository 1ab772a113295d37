"""The diagram of a repository whose README draws none."""

import re

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.facts.architecture import LIMIT
from importer.analysis.result import Architecture
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import blob, snapshot

TREE = ("shop/api/a.py", "shop/api/b.py", "shop/web/c.py", "tests/test_a.py", "docs/index.md")
MANIFEST = '[project]\nname = "x"\ndependencies = ["flask>3", "psycopg"]\n'


def drawn(*paths: str, readme: str = "# Name", manifest: str = MANIFEST) -> Architecture | None:
    source = snapshot(
        tree=tuple(map(blob, paths)),
        readmes=(SourceFile("README.md", readme.encode()),),
        manifests=(SourceFile("pyproject.toml", manifest.encode()),),
    )
    return analyse(source).architecture


def test_source_stack_tests_and_documentation_are_drawn_and_said() -> None:
    found = drawn(*TREE)
    assert found is not None
    assert found.source.startswith("flowchart LR\n")
    for line in (
        'n1["shop/api<br/>2 files"]', 'n2["shop/web<br/>1 file"]', "1 file, mostly Python",
        '("Flask")', '[("PostgreSQL")]', "source --> frameworks", "tests -. check .-> source",
    ):  # fmt: skip
        assert line in found.source, line
    words = {part.title: part.items for part in found.parts}
    assert words["Source"] == (
        "shop/api: 2 files, mostly Python",
        "shop/web: 1 file, mostly Python",
    )
    assert words["Data"] == ("PostgreSQL",)
    assert words["Documentation"] == ("docs: 1 file",)


def test_the_same_tree_gives_the_same_diagram() -> None:
    assert drawn(*TREE) == drawn(*TREE[::-1])


@pytest.mark.parametrize(
    "readme",
    [
        "```mermaid\ngraph TD; A-->B\n```",
        "<details><summary>x</summary>\n\n```mermaid\ngraph TD\n```\n\n</details>",
        "![Architecture](docs/overview.png)",
    ],
)
def test_a_readme_with_a_diagram_of_its_own_needs_none(readme: str) -> None:
    assert drawn(*TREE, readme=readme) is None


@pytest.mark.parametrize("paths", [(), ("a.py", "b.py"), ("docs/a.md",), ("node_modules/x/a.js",)])
def test_too_little_is_not_drawn(paths: tuple[str, ...]) -> None:
    assert drawn(*paths) is None


def test_folder_around_all_of_the_source_gives_way_to_what_is_in_it() -> None:
    found = drawn("src/shop/a.py", "src/shop/core/b.py", "src/shop/core/c.py")
    assert found is not None
    assert found.parts[0].items == (
        "src/shop/core: 2 files, mostly Python", "src/shop: 1 file, mostly Python",
    )  # fmt: skip


def test_nothing_in_a_name_is_mermaids_language() -> None:
    evil = '"]; click n1 "javascript:alert(1)" %%{init}%%<img src=x onerror=alert(1)>`#'
    found = drawn(f"{evil}/a.py", "other/b.py")
    assert found is not None
    labels = re.sub(r"#\d+;|<br/>", "", found.source)
    assert not re.search(r"[<>`;%{}]", re.sub(r"-->|\.->", "", labels))
    assert all(line.count('"') in (0, 2) for line in labels.splitlines())


def test_a_tree_of_thousands_of_folders_stays_small() -> None:
    found = drawn(*(f"part{number:05}{'x' * 200}/a.py" for number in range(5_000)))
    assert found is not None
    assert len(found.source) < LIMIT
    assert "4,994 more folders" in found.source
    assert found.source.count("subgraph") == found.source.count("  end\n")
