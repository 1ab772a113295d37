"""Where the page leads to."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.result import ResourceLink
from importer.snapshot import RepoSnapshot, SourceFile
from tests.unit.analysis.builders import COMMIT, blob, snapshot, with_manifest, with_readme


def links(source: RepoSnapshot) -> dict[str, ResourceLink]:
    return {link.kind: link for link in analyse(source).links}


def test_the_forges_homepage_goes_before_the_manifests() -> None:
    manifest = SourceFile("package.json", b'{\n"homepage": "https://other.example"\n}')
    stated = snapshot(homepage="https://mine.example/", manifests=(manifest,))
    assert links(stated)["homepage"].url == "https://mine.example/"
    found = links(snapshot(manifests=(manifest,)))["homepage"]
    assert (found.url, found.source) == ("https://other.example", "package.json:2")


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        (
            "pyproject.toml",
            '[project.urls]\nDocumentation = "https://d.example/x"',
            "documentation",
        ),
        ("pyproject.toml", '[project.urls]\n"Release Notes" = "https://d.example/x"', "changelog"),
        ("Cargo.toml", '[package]\ndocumentation = "https://d.example/x"', "documentation"),
        (
            "a.gemspec",
            's.metadata["changelog_uri"] =\ns.homepage = "https://d.example/x"',
            "homepage",
        ),
        ("a.gemspec", '\n"documentation_uri" => "https://d.example/x",', "documentation"),
        (
            "setup.py",
            "setup(\nproject_urls={'Documentation': 'https://d.example/x'})",
            "documentation",
        ),
        ("composer.json", '{\n"support": {"docs": "https://d.example/x"}}', "documentation"),
        ("pubspec.yaml", "\nhomepage: https://d.example/x", "homepage"),
        (
            "a.csproj",
            "<P>\n<PackageProjectUrl>https://d.example/x</PackageProjectUrl></P>",
            "homepage",
        ),
    ],
)
def test_manifests_state_addresses(path: str, text: str, kind: str) -> None:
    found = links(with_manifest(path, text))[kind]
    assert (found.url, found.source) == ("https://d.example/x", f"{path}:2")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Read the [full documentation](https://d.example).", "documentation"),
        ("[![Docs](badge.svg)](https://d.example)", "documentation"),
        ("**[Live Demo →](https://d.example)**", "demo"),
        ("[在线演示](https://d.example)", "demo"),
        ("[ドキュメント](https://d.example)", "documentation"),
    ],
)
def test_the_readme_says_where_to_go(text: str, kind: str) -> None:
    assert links(with_readme(text))[kind].url == "https://d.example"


def test_links_to_others_are_not_taken() -> None:
    assert (
        links(with_readme("[documentation of Go](https://d.example) [demos](https://e.example)"))
        == {}
    )
    many = "".join(f"- [x](https://x.example/{number})\n" for number in range(201))
    assert links(with_readme(f"{many}\n[documentation](https://d.example)")) == {}


def test_a_package_has_a_page_if_its_manifest_names_the_repository() -> None:
    text = '{"name": "tide", "repository": "https://forge.example/owner/name"%s}'
    found = links(with_manifest("package.json", text % ""))["package"]
    assert found.site == "npm"
    assert found.url.endswith("/tide")
    assert found.source == "package.json"
    assert links(with_manifest("package.json", '{"name": "tide"}')) == {}
    assert links(with_manifest("package.json", text % ', "private": true')) == {}


def test_a_go_module_has_a_page_by_its_path() -> None:
    found = links(with_manifest("go.mod", "module forge.example/owner/name\n"))["package"]
    assert found.url.endswith("/forge.example/owner/name")


def test_a_changelog_in_the_tree_is_linked() -> None:
    found = links(snapshot(tree=(blob("docs/CHANGELOG.md"), blob("CHANGES.rst"))))["changelog"]
    assert found.url == f"https://forge.example/owner/name/blob/{COMMIT}/CHANGES.rst"


def test_the_same_address_is_shown_once_and_the_repository_not_at_all() -> None:
    text = (
        "[Documentation](http://www.d.example/index.html) [Demo](https://forge.example/owner/name)"
    )
    found = links(with_readme(text, homepage="https://d.example/"))
    assert set(found) == {"documentation"}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//x", "ftp://x.example", "https://", "http://[", "https://localhost"],
)
def test_what_is_no_public_address_is_no_link(address: str) -> None:
    assert links(with_readme(f"[Documentation]({address})", homepage=address)) == {}
