"""A page whose README shows no picture opens with one that lies in the tree."""

import dataclasses

import pytest

from importer.analysis.analyse import analyse
from tests.unit.analysis.builders import blob, folder, with_readme

RAW = "https://raw.example/owner/name/c0ffee0000000000000000000000000000000000"


def found(*paths: str, readme: str = "# Name\n\nIt does what it says.") -> list[tuple[str, str]]:
    analysis = analyse(with_readme(readme, tree=tuple(map(blob, paths))))
    return [(one.source, one.role) for one in analysis.images if one.from_tree]


def test_logos_come_before_banners_and_those_before_screenshots() -> None:
    assert found("screenshot.png", "docs/banner.png", "assets/img/logo.png") == [
        ("assets/img/logo.png", "logo"),
        ("docs/banner.png", "banner"),
        ("screenshot.png", "screenshot"),
    ]


def test_of_those_called_alike_the_plain_name_the_nearest_and_the_drawing_come_first() -> None:
    paths = ("docs/logo.png", "docs/images/logo.svg", "docs/logo.svg", "logo-512.png")
    assert [path for path, _ in found(*paths)] == [
        "docs/logo.svg", "docs/logo.png", "docs/images/logo.svg", "logo-512.png",
    ]  # fmt: skip
    assert found(*paths) == found(*reversed(paths))


@pytest.mark.parametrize(
    ("path", "role"),
    [
        (".github/Social-Preview.PNG", "banner"),
        ("docs/source/_static/Logo.svg", "logo"),
        ("name.png", "logo"),
        ("public/name_logo.webp", "logo"),
        ("docs/screenshots/screenshots.jpg", "screenshot"),
    ],
)
def test_usual_names_in_usual_places_are_found(path: str, role: str) -> None:
    assert found(path) == [(path, role)]


@pytest.mark.parametrize(
    "path",
    ["tests/fixtures/logo.png", "logo.ico", "logo", "docs/logo/page.png", "vendor/logo.svg",
     "catalogo.png", "docs/rust-logo.svg", "logo-dark.png", "a/logo.png"],
)  # fmt: skip
def test_others_are_not(path: str) -> None:
    assert found(path) == []


def test_links_folders_and_what_is_too_large_are_passed_over() -> None:
    link = dataclasses.replace(blob("logo.svg"), mode="120000")
    tree = (link, folder("banner.png"), blob("cover.png", 6_000_000), blob("docs/my logo.png", 0))
    assert analyse(with_readme("# Name", tree=tree)).hero is None


def test_a_picture_of_the_readme_is_never_displaced() -> None:
    assert found("logo.png", readme="# Name\n\n![](view.png)") == []


def test_its_address_is_that_of_the_pinned_commit() -> None:
    badge = "![](https://img.shields.io/x)"
    hero = analyse(with_readme(badge, tree=(blob("docs/logo.png"),))).hero
    assert hero
    assert (hero.url, hero.source) == (f"{RAW}/docs/logo.png", "docs/logo.png")
