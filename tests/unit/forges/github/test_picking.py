"""Which files of a tree are read."""

from collections.abc import Sequence

import pytest

from importer.forges.github.picking import licence_files, manifests
from importer.forges.github.readmes import MOST_READMES, readmes
from importer.snapshot import Licence, TreeEntry


def tree(paths: Sequence[str], kind: str = "blob") -> list[TreeEntry]:
    return [TreeEntry(path, kind, "100644", "a" * 40, 1) for path in paths]  # type: ignore[arg-type]


def paths(entries: Sequence[TreeEntry]) -> list[str]:
    return [entry.path for entry in entries]


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["README.md"], ["README.md"]),
        (["README"], ["README"]),
        (["Readme.rst", "a.py"], ["Readme.rst"]),
        (["README.TXT"], ["README.TXT"]),
        (["readme.org"], ["readme.org"]),
        (["README", "README.md", "README.rst"], ["README.md"]),
        (["README", "README.txt", "README.adoc"], ["README.adoc"]),
        (["docs/README.md", "README.txt"], ["README.txt"]),
        (["docs/README.md", "README.md", ".github/README.md"], [".github/README.md"]),
        (["Docs/readme.md"], ["Docs/readme.md"]),
        (["src/README.md", "docs/api/README.md"], []),
        (["README_ja.md", "README.md"], ["README.md", "README_ja.md"]),
        (["README.zh-CN.md", "README"], ["README", "README.zh-CN.md"]),
        (["README.zh-CN.md"], ["README.zh-CN.md"]),
        (["README.md", "docs/README.fr.md"], ["README.md", "docs/README.fr.md"]),
        (["README.md", "docs/README_zh.md", "README_zh.md"], ["README.md", "README_zh.md"]),
        (["README.md", "README_CN.md", "README-pt_BR.md"],
         ["README.md", "README_CN.md", "README-pt_BR.md"]),
        (["README.md", "i18n/ja/README.md", "translations/README.ko.md", "src/README.de.md"],
         ["README.md", "i18n/ja/README.md", "translations/README.ko.md"]),
        (["README.md", "docs/zh/README.md", "ja/README.md", "i18n/README.md"], ["README.md"]),
        (["README.md", "README.ai.md", "README_v2.md", "README.zh.txt"],
         ["README.md", "README.zh.txt"]),
        (["README.rs", "readme.py", "README.png", "README-dev.md", "READMEFIRST"], []),
        ([], []),
    ],
)  # fmt: skip
def test_readme_is_the_one_the_forge_shows(files: list[str], chosen: list[str]) -> None:
    assert paths(readmes(tree(files))[0]) == chosen
    assert paths(readmes(tree(files[::-1]))[0]) == chosen


def test_translations_beyond_the_most_are_left_out_and_told() -> None:
    codes = ("ar", "de", "es", "fa", "fr", "he", "it", "ja", "ko", "pt-BR", "ru", "zh-CN")
    files = ["README.md", *(f"README.{code}.md" for code in codes)]
    chosen, cut = readmes(tree(files))
    assert (len(chosen), cut) == (MOST_READMES, True)
    assert readmes(tree(files[:MOST_READMES]))[1] is False


def test_folder_named_readme_is_none() -> None:
    assert readmes(tree(["README.md"], "tree")) == ((), False)
    assert readmes(tree(["README.md"], "commit")) == ((), False)


def test_manifests_are_read_to_a_depth_of_two_shallow_ones_first() -> None:
    files = [
        "crates/a/Cargo.toml", "crates/a/b/Cargo.toml", "Cargo.toml", "web/package.json",
        ".github/workflows/ci.yml", ".github/dependabot.yml", "src/App.csproj", "Dockerfile",
        "requirements-dev.txt", "requirements/dev.txt", "node_modules/x/package.json",
        "vendor/package.json", "README.md", "Gemfile", "x.gemspec", "k8s/api.yaml",
        "gradle/libs.versions.toml", "requirements/deep/er.txt", "Makefile",
    ]  # fmt: skip
    found, cut = manifests(tree(files))
    assert paths(found) == [
        "Cargo.toml", "Dockerfile", "Gemfile", "requirements-dev.txt", "x.gemspec",
        "gradle/libs.versions.toml", "k8s/api.yaml", "requirements/dev.txt", "src/App.csproj",
        "web/package.json", "crates/a/Cargo.toml", "requirements/deep/er.txt",
    ]  # fmt: skip
    assert not cut


def test_what_examples_and_tests_need_is_read_last() -> None:
    files = ["examples/a/package.json", "tests/go.mod", "crates/a/Cargo.toml", "pom.xml"]
    assert paths(manifests(tree(files))[0]) == [
        "pom.xml", "crates/a/Cargo.toml", "tests/go.mod", "examples/a/package.json",
    ]  # fmt: skip


def test_only_forty_manifests_are_read() -> None:
    found, cut = manifests(tree(["package.json", *(f"p{n}/package.json" for n in range(40))]))
    assert (len(found), cut) == (40, True)
    assert found[0].path == "package.json"


def test_symlinked_manifest_is_left_out() -> None:
    link = TreeEntry("package.json", "blob", "120000", "a" * 40)
    assert manifests([link]) == ((), False)


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["LICENSE"], ["LICENSE"]),
        (["Licence.md", "src/LICENSE"], ["Licence.md"]),
        (["COPYING", "LICENSE-MIT", "UNLICENSE"], ["COPYING", "UNLICENSE", "LICENSE-MIT"]),
        (["MIT-LICENSE", "MIT-LICENSE.txt"], ["MIT-LICENSE", "MIT-LICENSE.txt"]),
        (["COPYING.LESSER", "LICENSE.APACHE2"], ["COPYING.LESSER", "LICENSE.APACHE2"]),
        (["check-license.py", "license-checker.js.map.py", "a.txt"], []),
        ([f"LICENSE-{n}" for n in "abcde"], ["LICENSE-a", "LICENSE-b", "LICENSE-c"]),
    ],
)
def test_licence_texts_at_the_root(files: list[str], chosen: list[str]) -> None:
    assert paths(licence_files(tree(files), None)) == chosen
    assert paths(licence_files(tree(files), Licence("NOASSERTION", "Other"))) == chosen


def test_known_licence_needs_no_text() -> None:
    assert licence_files(tree(["LICENSE"]), Licence("MIT", "MIT License")) == ()
