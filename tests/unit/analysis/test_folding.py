"""The README's table of contents, its folded sections, and emoji by name."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.readme.emoji import with_emoji
from importer.analysis.readme.headings import kind_of
from importer.analysis.result import ReadmeDocument
from tests.unit.analysis.builders import with_readme
from tests.unit.analysis.html_checker import problems

LONG = "Much is to be said of this. " * 20


def readme(text: str) -> ReadmeDocument:
    shown = analyse(with_readme(text)).readme
    assert shown is not None
    assert problems(shown.html) == []
    return shown


def test_set_up_is_folded_with_its_subsections_and_nothing_else() -> None:
    html = readme(
        f"# Name\n\n{LONG}\n\n## Installation\n\nPip.\n\n### Windows\n\nToo.\n\n## Use\n"
    ).html
    folded = html[html.index("<details") : html.index("</details>")]
    assert '<summary><h3 id="readme-installation">Installation</h3></summary>' in folded
    assert "Pip." in folded
    assert 'id="readme-windows"' in folded
    assert "Use" not in folded


def test_what_is_most_of_the_readme_is_not_folded() -> None:
    assert "<details" not in readme(f"## Installation\n\n{LONG}\n").html


def test_a_section_ends_with_the_element_it_stands_in() -> None:
    html = readme(f"{LONG}\n\n<div>\n\n## License\n\nMIT\n\n</div>\n\nEnd\n").html
    assert html.index("MIT") < html.index("</details>") < html.index("End")


def test_footnotes_are_not_folded_with_the_last_section() -> None:
    html = readme(f"{LONG}[^1]\n\n## License\n\nMIT\n\n[^1]: Foot.\n").html
    assert html.index("</details>") < html.index("Foot.")


def test_a_section_without_text_is_not_folded() -> None:
    assert "<details" not in readme(f"{LONG}\n\n## License\n\n## Use\n\n{LONG}").html


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("🚀 Installation", "setup"),
        ("2. Install via NPM", "setup"),
        ("Building from source", "setup"),
        ("Building blocks", ""),
        ("Contributing to Name", "contribution"),
        ("License & Copyright", "licence"),
        ("What's changed?", "changelog"),
        ("✨ Key Features", "features"),
        ("功能特性", "features"),
        ("主な機能", "features"),
        ("贡献指南", "contribution"),
        ("Лицензия", "licence"),
        ("Installation of a very long list of other things", ""),
        ("Usage", ""),
    ],
)
def test_headings_are_understood(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


def test_contents_have_two_levels_and_leave_out_the_title() -> None:
    found = readme("# Name\n\n## One\n\n### Sub *part*\n\n#### Deep\n\n## Two\n").contents
    assert [(section.level, section.title, section.anchor) for section in found] == [
        (1, "One", "readme-one"),
        (2, "Sub part", "readme-sub-part"),
        (1, "Two", "readme-two"),
    ]


def test_two_sections_need_no_contents() -> None:
    assert readme("# Name\n\n## One\n\n## Two\n").contents == ()


def test_emoji_are_shown_and_anchors_are_githubs() -> None:
    shown = readme("## :rocket: Go `:rocket:`\n\n:tada: done\n")
    assert '<h3 id="readme-rocket-go-rocket">🚀 Go <code>:rocket:</code></h3>' in shown.html
    assert "🎉 done" in shown.html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":smile::rocket:!", "😄🚀!"),
        ("std::map::key::x 12:30:45 a:key:b", "std::map::key::x 12:30:45 a:key:b"),
        (":no_such_thing: :key", ":no_such_thing: :key"),
        (":+1: :white_check_mark: :hedgehog:", "👍 ✅ 🦔"),
        (":latin_small_letter_a:", ":latin_small_letter_a:"),
    ],
)
def test_emoji_names(text: str, shown: str) -> None:
    assert with_emoji(text) == shown
