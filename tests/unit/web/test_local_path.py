import pytest

from importer.web.local_path import local_path


@pytest.mark.parametrize("target", ["/", "/imports", "/alice/flask?x=1#readme", "/a//b", "/a:b"])
def test_a_path_of_this_site_is_followed(target: str) -> None:
    assert local_path(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "imports",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\t//evil.example",
        "/a\r\nSet-Cookie: x",
        "/ /evil.example",
        "/\x00",
        "http:evil.example",
    ],
)
def test_everything_else_is_not(target: str | None) -> None:
    assert local_path(target, "/home") == "/home"
