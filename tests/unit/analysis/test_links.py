"""Where addresses in a README lead."""

import pytest

from importer.analysis.readme.links import RepoLinks

WEB = "https://forge.example/o/r"
RAW = "https://raw.example/o/r"
LINKS = RepoLinks(WEB, RAW, "c0ffee", "docs", frozenset({"src", "docs", "docs/img"}))


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("guide.md", f"{WEB}/blob/c0ffee/docs/guide.md"),
        ("./guide.md#part", f"{WEB}/blob/c0ffee/docs/guide.md#part"),
        ("../LICENSE", f"{WEB}/blob/c0ffee/LICENSE"),
        ("../../../../etc/passwd", f"{WEB}/blob/c0ffee/etc/passwd"),
        ("%2e%2e/%2e%2e/x", f"{WEB}/blob/c0ffee/x"),
        ("/CHANGES.rst", f"{WEB}/blob/c0ffee/CHANGES.rst"),
        ("../src", f"{WEB}/tree/c0ffee/src"),
        ("other/", f"{WEB}/tree/c0ffee/docs/other"),
        ("..", f"{WEB}/tree/c0ffee"),
        ("a b.md", f"{WEB}/blob/c0ffee/docs/a%20b.md"),
        ("a%20b.md", f"{WEB}/blob/c0ffee/docs/a%20b.md"),
        ("x.py?plain=1#L3", f"{WEB}/blob/c0ffee/docs/x.py?plain=1#L3"),
        ("#usage", "#readme-usage"),
        ("#user-content-usage", "#readme-usage"),
        ("#使用", "#readme-%E4%BD%BF%E7%94%A8"),
        ("https://x.example/a?b=c#d", "https://x.example/a?b=c#d"),
        ("//x.example/a", "https://x.example/a"),
        ("mailto:me@x.example", "mailto:me@x.example"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http:x", None),
        ("http://[", None),
        ("", None),
        ("#", None),
    ],
)
def test_link_leads_to(address: str, target: str | None) -> None:
    assert LINKS.link(address) == target


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("logo.png", f"{RAW}/c0ffee/docs/logo.png"),
        ("/logo.png?raw=true", f"{RAW}/c0ffee/logo.png"),
        (f"{WEB}/blob/main/logo.png?raw=true", f"{RAW}/main/logo.png"),
        (f"{WEB}/raw/main/logo.png", f"{RAW}/main/logo.png"),
        ("https://img.example/x.svg", "https://img.example/x.svg"),
        ("a.png#gh-dark-mode-only", f"{RAW}/c0ffee/docs/a.png#gh-dark-mode-only"),
        ("mailto:x@y.example", None),
        ("data:image/png;base64,x", None),
        ("..", None),
    ],
)
def test_image_is_fetched_from(address: str, target: str | None) -> None:
    assert LINKS.image(address) == target


def test_every_candidate_of_a_srcset_is_resolved_or_left_out() -> None:
    resolved = LINKS.image_set("a.png 1x, /b.png 2x, javascript:x 3x")
    assert resolved == f"{RAW}/c0ffee/docs/a.png 1x, {RAW}/c0ffee/b.png 2x"
    assert LINKS.image_set("data:x 1x") is None
    assert LINKS.image_set(" , ,") is None
