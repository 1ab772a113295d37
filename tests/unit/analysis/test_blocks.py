"""A README as blocks: what each piece is taken for, and that none is lost."""

import json

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.blocks import Block
from importer.analysis.result import ReadmeDocument
from tests.unit.analysis.builders import COMMIT, with_readme
from tests.unit.analysis.html_checker import problems

RAW = f"https://raw.example/owner/name/{COMMIT}"
BADGE = "https://img.shields.io/badge/a-b-green"
LONG = "Much is to be said of this. " * 20


def readme(text: str, path: str = "README.md") -> ReadmeDocument:
    shown = analyse(with_readme(text, path)).readme
    assert shown is not None
    assert problems(shown.html) == []
    return shown


def blocks(text: str, path: str = "README.md") -> tuple[Block, ...]:
    return readme(text, path).blocks


def kinds(text: str, path: str = "README.md") -> list[str]:
    return [block.kind for block in blocks(text, path)]


def only(text: str, path: str = "README.md") -> Block:
    (block,) = blocks(text, path)
    return block


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Words with ![an image](a.png) among them.", "text"),
        ("> Said by somebody.", "quote"),
        ("> [!TIP]\n> Do it so.", "alert"),
        ("- a\n- b", "list"),
        ("1. a\n2. b", "list"),
        ("|a|b|\n|-|-|\n|1|2|", "table"),
        ("```python\nx = 1\n```", "code"),
        ("    x = 1", "code"),
        ("![A view](view.png)", "image"),
        ("<p align='center'><img src='view.png'></p>", "image"),
        ("<img src='view.png'>", "image"),
        ("[![A view](view.png)](https://x.example)", "image"),
        ("![A](a.png) ![B](b.png)", "gallery"),
        ("![A](a.png)\n\n![B](b.png)", "gallery"),
        ("<div align=center><img src=a.png><br>&nbsp;<img src=b.png></div>", "gallery"),
        (f"![b]({BADGE})", "badges"),
        (f"[![b]({BADGE})](https://x.example) | [![c]({BADGE})](https://y.example)", "badges"),
        (f"[![b]({BADGE})](x) [![own](https://ci.example/own.svg)](https://ci.example)", "badges"),
        ("```mermaid\ngraph TD; A-->B\n```", "diagram"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "video"),
        ("[![Talk](still.png)](https://youtu.be/dQw4w9WgXcQ)", "video"),
        ("<https://vimeo.com/1084537>", "video"),
        ("![It moves](demo.gif)", "video"),
        ("<video src='film.mp4' controls></video>", "video"),
        ("https://github.com/user-attachments/assets/6678b707-1aeb-420f-99ad-abfcd435", "video"),
        ("[Live demo](https://x.example) · [📖 Documentation](https://d.example)", "action"),
        ("[**Download**](https://x.example/app.zip)", "action"),
        ("---", "rule"),
        ("<details><summary>More</summary>\n\nHidden.\n\n</details>", "details"),
    ],
)  # fmt: skip
def test_kind_of_a_piece(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_heading_knows_its_level_text_and_anchor() -> None:
    block = only("## :star: What *it* does")
    assert (block.kind, block.level, block.text, block.anchor) == (
        "heading", 3, "⭐ What it does", "readme-star-what-it-does",
    )  # fmt: skip


def test_code_knows_its_language() -> None:
    assert [block.language for block in blocks("```C++\nx\n```\n\n```\ny\n```")] == ["c++", ""]
    assert only('<pre lang="rust"><code>fn main() {}</code></pre>').language == "rust"
    assert only(".. code-block:: python\n\n   x = 1", "README.rst").language == "python"


def test_diagram_keeps_its_source_as_written() -> None:
    source = 'graph TD\n  A["<b>"] -->|a & b| B'
    block = only(f"```mermaid\n{source}\n```")
    assert block.source == source
    assert "&lt;b&gt;" in block.html
    assert only(".. mermaid::\n\n   graph TD\n     A --> B", "README.rst").source.startswith(
        "graph"
    )


def test_diagram_that_is_too_long_is_code() -> None:
    assert kinds(f"```mermaid\ngraph TD\n{'A --> B;' * 3000}\n```") == ["code"]


def test_film_is_a_link_and_loads_nothing() -> None:
    block = only("<video src='film.mp4' poster='still.png' controls autoplay></video>")
    assert (block.site, block.url) == ("file", f"{RAW}/film.mp4")
    assert block.images[0].url == f"{RAW}/still.png"
    assert "<video" not in block.html
    assert f'<a href="{RAW}/film.mp4"' in block.html


def test_film_in_a_sentence_stays_a_link() -> None:
    assert kinds("See [the talk](https://youtu.be/dQw4w9WgXcQ) of 2020.") == ["text"]
    assert kinds("<https://www.youtube.com/@somebody>") == ["text"]


def test_images_know_address_size_and_where_they_lead() -> None:
    text = "<a href='https://x.example'><img src='a.png' alt='A' width='300px' height='50%'></a>"
    (image,) = only(text).images
    assert (image.url, image.alt, image.href) == (f"{RAW}/a.png", "A", "https://x.example")
    assert (image.width, image.height) == (300, None)


@pytest.mark.parametrize(
    "text",
    [
        "| Light | Dark |\n|---|---|\n| ![](a.png) | ![](b.png) |",
        "| ![](a.png) | ![](b.png) |\n|---|---|\n| Light | Dark |",
        "<table><tr><td><img src=a.png><br>Light</td><td><img src=b.png><p>Dark</p></td></table>",
    ],
)
def test_table_of_pictures_is_a_gallery_with_captions(text: str) -> None:
    block = only(text)
    assert block.kind == "gallery"
    assert [image.caption for image in block.images] == ["Light", "Dark"]


@pytest.mark.parametrize(
    "text",
    [
        "| a | ![](a.png) |\n|---|---|\n| b | ![](b.png) |\n| more | words |",
        "| [Docs](https://d.example) | b |\n|---|---|\n| ![](a.png) | ![](b.png) |",
        "|![](https://avatars.githubusercontent.com/u/1)|![](b.png)|\n|-|-|\n|Ann|Bob|",
        f"| ![](a.png) | ![]({BADGE}) |\n|---|---|",
    ],
)
def test_table_that_says_more_stays_one(text: str) -> None:
    assert kinds(text) == ["table"]


@pytest.mark.parametrize(
    "text",
    [
        "<picture><source media='(prefers-color-scheme: dark)' srcset='d.png'><img src='l.png'>"
        "</picture>",
        "![](l.png#gh-light-mode-only)\n![](d.png#gh-dark-mode-only)",
        "![](d.png#gh-dark-mode-only)![](l.png)",
    ],
)
def test_image_for_both_themes_is_one(text: str) -> None:
    (image,) = only(text).images
    assert "l.png" in image.url
    assert "d.png" in image.dark_url


def test_elements_around_others_give_way_to_what_they_hold() -> None:
    text = f"<div align='center'>\n\n# Name\n\n![b]({BADGE})\n\nWords.\n\n<img src='a.png'>\n</div>"
    found = blocks(text)
    assert [block.kind for block in found] == ["heading", "badges", "text", "image"]
    assert all('align="center"' in block.html for block in found)


def test_direction_of_an_element_is_that_of_what_it_holds() -> None:
    for block in blocks("<div dir='rtl' lang='ar'>\n\n# مرحبا\n\nكلمات\n\n</div>"):
        assert block.html.startswith('<div dir="rtl" lang="ar">')


def test_what_details_hide_is_cut_as_well() -> None:
    text = (
        "<details open><summary>More <b>here</b></summary>\n\n```mermaid\ngraph\n```\n\n</details>"
    )
    block = only(text)
    assert (block.html, block.is_open) == ("More <b>here</b>", True)
    assert [inner.kind for inner in block.blocks] == ["diagram"]


def test_details_in_details_have_an_end() -> None:
    text = "<details><summary>x</summary>" * 40 + "deep" + "</details>" * 40
    assert "deep" in readme(text).html


def test_folds_keep_their_heading_and_their_blocks() -> None:
    text = f"{LONG}\n\n## Installation\n\n```sh\nmake\n```\n\n## License\n\nMIT\n\n## Use\n\nSo."
    found = blocks(text)
    assert [(block.kind, block.topic) for block in found] == [
        ("text", ""), ("fold", "setup"), ("fold", "licence"), ("heading", ""), ("text", ""),
    ]  # fmt: skip
    assert (found[1].text, found[1].anchor) == ("Installation", "readme-installation")
    assert [inner.kind for inner in found[1].blocks] == ["code"]


def test_anchors_of_elements_around_stay() -> None:
    html = readme("<div id='top'>\n\nWords.\n\n</div>\n\n<a name='here'></a>\n\nMore.").html
    assert html.index('id="readme-top"') < html.index("Words.")
    assert html.index('name="readme-here"') < html.index("More.")


def test_footnotes_stand_at_the_end_and_are_no_features() -> None:
    text = "Said[^1].\n\n## Features\n\n- One thing it can do\n- Another of them\n\n[^1]: The note."
    analysis = analyse(with_readme(text))
    assert analysis.readme is not None
    assert analysis.readme.blocks[-1].kind == "footnotes"
    assert analysis.features == ("One thing it can do", "Another of them")


def test_stored_blocks_are_small_json_without_empty_fields() -> None:
    stored = json.loads(json.dumps(readme("# Name\n\n![A](a.png)").to_json()))
    assert stored["blocks"][0] == {
        "kind": "heading", "html": '<h2 id="readme-name">Name</h2>',
        "level": 2, "text": "Name", "anchor": "readme-name",
    }  # fmt: skip
    assert stored["blocks"][1]["images"] == [{"url": f"{RAW}/a.png", "alt": "A"}]
