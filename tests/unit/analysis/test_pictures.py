"""Which images of a README could be the page's hero."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.result import Analysis
from tests.unit.analysis.builders import with_readme

WORDS = "It does what it says, and says what it does.\n\n"


def analysed(text: str) -> Analysis:
    return analyse(with_readme(text))


def roles(text: str) -> list[tuple[str, str]]:
    """File names with their roles, in the order in which they are to be tried."""
    return [(one.url.rpartition("/")[2], one.role) for one in analysed(text).images]


def test_pictures_come_before_logos_and_those_before_banners() -> None:
    text = f"![](banner.png)\n\n![](logo.svg)\n\n{WORDS}![A badge](https://img.shields.io/x)\n\n![](p.png)"
    assert roles(text) == [
        ("p.png", "picture"), ("logo.svg", "logo"), ("banner.png", "banner"), ("x", "badge"),
    ]  # fmt: skip


def test_screenshots_are_told_by_name_or_by_section() -> None:
    text = f"{WORDS}![](screen-shot.png)\n\n## 📸 Screenshots\n\n![](1.png)\n\n## Use\n\n![](2.png)"
    assert roles(text) == [
        ("screen-shot.png", "screenshot"), ("1.png", "screenshot"), ("2.png", "picture"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<h1><img src='x.png'> Name</h1>",
        "<div align='center'><img src='x.svg'></div>\n\n# Name",
        "# Name\n\n<img align='right' width='159px' src='x.png'>",
        f"{WORDS}![](brand/mascot.png)",
    ],
)
def test_what_stands_for_the_title_is_a_logo(text: str) -> None:
    assert [role for _, role in roles(text)] == ["logo"]


@pytest.mark.parametrize(
    "text",
    [
        "![](https://img.shields.io/pypi/v/x.svg)",
        "![](https://github.com/o/n/actions/workflows/ci.yml/badge.svg?branch=main)",
        "[![](https://ci.example/status.svg)](x) [![](https://badge.fury.io/js/x.svg)](y)",
        "<a href='https://x.example'><img src='btn.png' height='28'></a>",
        "[![Deploy](https://vercel.com/button)](https://vercel.com/new)",
        "![](https://api.star-history.com/svg?repos=o/n)",
        "![](https://komarev.com/ghpvc/?username=o)",
    ],
)
def test_badges_are_never_the_hero(text: str) -> None:
    analysis = analysed(f"{WORDS}{text}")
    assert {one.role for one in analysis.images} == {"badge"}
    assert analysis.hero is None


@pytest.mark.parametrize(
    "text",
    [
        "## Sponsors\n\n<a href='https://s.example'><img src='https://s.example/logo.png'></a>",
        "## License\n\nMIT\n\n![](maker.png)",
        "[![](https://opencollective.com/x/sponsors.svg)](https://opencollective.com/x)",
        "<img src='https://contrib.rocks/image?repo=o/n'>",
        "![](https://avatars.githubusercontent.com/u/1?v=4)",
        f"{WORDS * 9}[![](https://else.example/them.png)](https://else.example)",
    ],
)
def test_marks_of_others_are_never_the_hero(text: str) -> None:
    analysis = analysed(f"{WORDS * 3}{text}")
    assert len(analysis.images) == 1
    assert analysis.hero is None


def test_hero_is_the_first_that_is_large_enough() -> None:
    text = f"{WORDS}<img src='icon.png' width='40'>\n\n{WORDS}<img src='view.png' width='800'>"
    hero = analysed(text).hero
    assert hero is not None
    assert (hero.url.rpartition("/")[2], hero.width, hero.source) == ("view.png", 800, "README.md")


def test_each_image_is_named_once_with_what_dark_ground_wants() -> None:
    text = f"{WORDS}![](a.png#gh-light-mode-only)![](b.png#gh-dark-mode-only)\n\n![](a.png)\n\nx"
    (image,) = analysed(text).images
    assert image.url.endswith("/a.png")
    assert image.dark_url.endswith("/b.png")
