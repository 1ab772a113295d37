"""How a README looks on the page."""

import pytest

from importer.analysis.analyse import analyse
from importer.analysis.readme.document import INPUT_LIMIT, OUTPUT_LIMIT
from importer.analysis.readme.finish import slug
from importer.analysis.result import ReadmeDocument
from importer.snapshot import SourceFile
from tests.unit.analysis.builders import COMMIT, folder, snapshot, with_readme

BLOB = f"https://forge.example/owner/name/blob/{COMMIT}"
TREE = f"https://forge.example/owner/name/tree/{COMMIT}"
RAW = f"https://raw.example/owner/name/{COMMIT}"


def readme(text: str | bytes, path: str = "README.md") -> ReadmeDocument:
    shown = analyse(with_readme(text, path, tree=(folder("src"),))).readme
    assert shown is not None
    return shown


def test_no_readme_is_none() -> None:
    assert analyse(snapshot()).readme is None


def test_headings_go_down_one_level_and_get_githubs_anchors() -> None:
    html = readme("# Getting *Started*, now!\n\n###### Deep\n\n# Getting Started, now!\n").html
    assert '<h2 id="readme-getting-started-now">Getting <em>Started</em>, now!</h2>' in html
    assert '<h6 id="readme-deep">Deep</h6>' in html
    assert 'id="readme-getting-started-now-1"' in html


def test_headings_in_raw_html_are_treated_the_same() -> None:
    html = readme('<h1 align="center">Name</h1>\n').html
    assert html.startswith('<h2 align="center" id="readme-name">Name</h2>')


def test_link_to_a_heading_meets_its_anchor() -> None:
    html = readme("[go](#使用-方法)\n\n## 使用 方法\n").html
    assert 'href="#readme-%E4%BD%BF%E7%94%A8-%E6%96%B9%E6%B3%95"' in html
    assert 'id="readme-使用-方法"' in html


@pytest.mark.parametrize(
    ("text", "anchor"),
    [("Hello World", "hello-world"), ("C++ & C#", "c--c"), ("a_b-c.d", "a_b-cd"), ("🚀 Go", "-go")],
)
def test_slug_is_githubs(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_relative_links_and_images_follow_the_readmes_own_directory() -> None:
    text = "[a](x.md) [b](../src) ![c](i.png)\n\n<a href='y.md'>d</a> <img src='/r.png'>\n"
    html = readme(text, "docs/README.md").html
    assert f'href="{BLOB}/docs/x.md"' in html
    assert f'href="{TREE}/src"' in html
    assert f'src="{RAW}/docs/i.png"' in html
    assert f'href="{BLOB}/docs/y.md"' in html
    assert f'src="{RAW}/r.png"' in html


def test_picture_sources_are_resolved() -> None:
    html = readme("<picture><source srcset='d.svg'><img src='l.svg' alt='x'></picture>").html
    assert f'<source srcset="{RAW}/d.svg">' in html
    assert f'src="{RAW}/l.svg"' in html


def test_images_are_lazy_and_have_an_alternative_text() -> None:
    html = readme("<img src='a.png'> [<img src='img/ci-badge.svg'>](https://ci.example)").html
    assert html.count('loading="lazy"') == html.count('decoding="async"') == 2
    assert 'alt=""' in html
    assert 'alt="ci-badge"' in html


def test_github_flavour_is_understood() -> None:
    text = (
        "> [!WARNING]\n> hot\n\n- [x] done\n- [ ] open\n\n~~gone~~ www.example.org [^1]\n\n"
        "|a|b|\n|:-:|-|\n|1|2|\n\n[^1]: Note\n\n---\n"
    )
    html = readme(text).html
    assert '<div class="markdown-alert markdown-alert-warning">' in html
    assert html.count('type="checkbox"') == 2
    assert html.count('checked=""') == 1
    assert "<s>gone</s>" in html
    assert 'href="http://www.example.org"' in html
    assert 'href="#readme-fn1"' in html
    assert 'id="readme-fn1"' in html
    assert '<th align="center">a</th>' in html
    assert '<div class="table-scroll" role="group" aria-label="Table" tabindex="0"><table>' in html


def test_front_matter_is_not_shown() -> None:
    html = readme("---\ntitle: Secret plan\n---\n\n# Hello\n").html
    assert "Secret" not in html
    assert "Hello" in html


def test_what_has_the_colour_of_its_surroundings_has_no_mark_up() -> None:
    html = readme("```python\nf(a.b)  # c\n```").html
    assert '<code>f(a<span class="o">.</span>b)  <span class="c1"># c</span>' in html


def test_code_is_highlighted_by_classes() -> None:
    html = readme("```python\ndef f(): pass\n```\n").html
    assert '<pre class="highlight" tabindex="0"><code>' in html
    assert '<span class="k">def</span>' in html
    assert "style=" not in html


@pytest.mark.parametrize("fence", ["c++", "no-such-language", "", "mermaid", "{.python}"])
def test_code_of_any_language_keeps_its_text(fence: str) -> None:
    html = readme(f"```{fence}\n# not a heading <b>\n```\n").html
    assert "<h" not in html
    assert "not" in html
    assert "&lt;" in html


def test_deeply_nested_lists_keep_their_text() -> None:
    text = "".join(f"{'  ' * depth}- level{depth}\n" for depth in range(15))
    assert "level14" in readme(text).html


@pytest.mark.parametrize("path", ["README.textile", "a.rdoc", "README", "readme.txt"])
def test_other_formats_are_escaped_text(path: str) -> None:
    shown = readme("Title\n=====\n\n<b>x</b> & https://x.example\n", path)
    assert shown.format == "text"
    assert shown.html.startswith('<pre class="readme-text" tabindex="0">Title\n')
    assert "&lt;b&gt;x&lt;/b&gt; &amp; https://x.example" in shown.html


def test_long_readme_is_cut_with_a_warning() -> None:
    analysis = analyse(with_readme("word " * (INPUT_LIMIT // 5 + 100)))
    assert analysis.readme is not None
    assert analysis.readme.truncated
    assert "README_TRUNCATED" in {warning.code for warning in analysis.warnings}


def test_readme_cut_by_the_forge_is_said_to_be_cut() -> None:
    file = SourceFile("README.md", "Grüß".encode()[:-1], truncated=True)
    analysis = analyse(snapshot(readmes=(file,)))
    assert analysis.readme is not None
    assert analysis.readme.truncated
    assert "�" not in analysis.readme.html


def test_readme_that_swells_in_rendering_becomes_text() -> None:
    definition = f"[a]: <https://x.example/{'y' * 2000}>\n\n"
    analysis = analyse(with_readme(definition + "[a] " * 2000))
    assert analysis.readme is not None
    assert analysis.readme.format == "text"
    assert len(analysis.readme.html) < OUTPUT_LIMIT


def test_first_readme_is_the_shown_one() -> None:
    files = (SourceFile("README.md", b"one"), SourceFile("docs/README.md", b"two"))
    analysis = analyse(snapshot(readmes=files))
    assert analysis.readme is not None
    assert analysis.readme.path == "README.md"
    assert "one" in analysis.readme.html
