"""Image tags of sanitised READMEs: found, and put in our own words."""

# ruff: noqa: SIM905 - a sentence of words reads better than a column of strings

from html.parser import HTMLParser

import pytest

from importer.images.markup import Hosted, mentions, rewrite

URL = "https://raw.example/o/r/c0ffee/docs/a.png"
OURS = Hosted("/projects/1/images/abc", 640, 320)


def known(url: str) -> Hosted | None:
    return OURS if url == URL else None


def test_every_image_is_mentioned_with_what_the_readme_says_of_it():
    html = (
        f'<p><img src="{URL}#gh-dark-mode-only" alt="A &amp; B" width="180px"></p>'
        f'<a href="https://x.example"><img src="https://b.example/b?x=1&amp;y=2" alt=""></a>'
        '<picture><source srcset="https://d.example/d.png 2x, https://e.example/e.png"></picture>'
        "<abbr>img</abbr><code>&lt;img src=no&gt;</code>"
    )
    found = list(mentions(html))
    assert [one.url for one in found] == [
        URL,
        "https://b.example/b?x=1&y=2",
        "https://d.example/d.png",
    ]
    assert (found[0].alt, found[0].width, found[0].is_linked) == ("A & B", 180, False)
    assert found[1].is_linked


def test_our_copy_stands_in_for_the_original_with_both_measures():
    html = rewrite(f'<p><img src="{URL}" alt="A" width="320" loading="lazy"></p>', known)
    assert 'src="/projects/1/images/abc"' in html
    assert 'width="320" height="160"' in html
    assert 'class="zoom" href="/projects/1/images/abc"' in html
    assert "raw.example" not in html


def test_an_image_in_a_link_stays_that_link():
    html = rewrite(f'<a href="https://x.example"><img src="{URL}" alt="A"></a>', known)
    assert html.count("<a ") == 1
    assert "zoom" not in html


@pytest.mark.parametrize("around", ["{}", '<a href="https://x.example">{}</a>'])
def test_what_we_do_not_have_becomes_words(around):
    html = rewrite(around.format('<img src="https://b.example/me%20too.png" alt="">'), known)
    assert "<img" not in html
    assert "me too.png" in html
    assert html.count("<a ") == 1


def test_themes_of_a_picture_are_kept_where_we_have_both():
    both = f'<source media="(prefers-color-scheme: dark)" srcset="{URL}"><img src="{URL}" alt="x">'
    html = rewrite(f"<picture>{both}</picture>", known)
    assert '<source srcset="/projects/1/images/abc" media="(prefers-color-scheme: dark)">' in html
    gone = rewrite('<picture><source srcset="https://no.example/a.png"></picture>', known)
    assert gone == "<picture></picture>"
    assert "#gh-dark-mode-only" in rewrite(f'<img src="{URL}#gh-dark-mode-only" alt="">', known)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://b.example/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" alt="">',
        '<img src="https://b.example/a" alt="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;">',
        f'<img src="{URL}" alt="&quot; onerror=&quot;alert(1)" title="&quot;&gt;&lt;b&gt;">',
        '<img src="javascript:alert(1)" alt="x">',
        '<img src="https://b.example/a" alt="a > b" width="1 onerror=alert(1)">',
    ],
)
def test_nothing_in_an_attribute_gets_out_of_it(html):
    seen = _Tags()
    seen.feed(rewrite(html, known))
    assert {tag for tag, _ in seen.tags} <= {"a", "img", "span"}
    for _, attributes in seen.tags:
        assert set(attributes) <= ALLOWED
        assert (attributes.get("src") or OURS.src) == OURS.src
        assert (attributes.get("href") or "https:").startswith(("https:", OURS.src))


ALLOWED = set("src alt width height title class href rel loading decoding aria-label".split())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
