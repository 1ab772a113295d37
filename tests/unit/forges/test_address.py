"""Every spelling that people paste, and everything that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.errors import AddressError, InvalidUrl, MissingUrl, UnknownPlatform
from importer.forges.address import KnownHost, is_full_name, parse_address
from importer.snapshot import RepoRef

GITHUB = KnownHost.of(
    "https://github.com", "https://api.github.com", "https://raw.githubusercontent.com"
)
LOCAL = KnownHost.of(
    "http://127.0.0.1:5050", "http://127.0.0.1:5050/api/v3", "http://127.0.0.1:5050/raw"
)
ENTERPRISE = KnownHost.of(
    "https://git.example.org", "https://git.example.org/api/v3", "https://git.example.org/raw"
)


@pytest.mark.parametrize(
    "text",
    [
        "pallets/flask",
        "pallets/flask/",
        "pallets/flask.git",
        "https://github.com/pallets/flask",
        "http://github.com/pallets/flask",
        "HTTPS://GitHub.COM/pallets/flask",
        "https://www.github.com/pallets/flask///",
        "http://www.github.com/pallets/flask/tree/main?x#y",
        "https://github.com//pallets/flask.git/",
        "https://github.com:443/pallets/flask",
        "http://github.com:80/pallets/flask",
        "https://github.com./pallets/flask",
        "github.com/pallets/flask",
        "www.github.com/pallets/flask",
        "GitHub.com:443/pallets/flask",
        "https://github.com/pallets/flask/tree/main/src/flask",
        "https://github.com/pallets/flask/blob/main/README.md#contributing",
        "https://github.com/pallets/flask/blob/main/docs/%E4%B8%AD.md",
        "https://github.com/pallets/flask/blob/main/docs/中.md",
        "https://github.com/pallets/flask/issues/1?q=is%3Aopen",
        "https://github.com/pallets/flask?tab=readme-ov-file#top",
        "https://github.com/pallets/flask#readme",
        "ssh://git@github.com/pallets/flask.git",
        "ssh://git@github.com:22/pallets/flask.git",
        "ssh://git@ssh.github.com:443/pallets/flask.git",
        "git://github.com/pallets/flask.git",
        "git@github.com:pallets/flask.git",
        "git@GitHub.com:pallets/flask",
        "git@github.com:/pallets/flask",
        "git@github.com/pallets/flask",
        "org-123@github.com:pallets/flask.git",
        "github.com:pallets/flask",
        "git+https://github.com/pallets/flask.git",
        "git+https://github.com/pallets/flask.git#egg=flask",
        "git+ssh://git@github.com/pallets/flask.git",
        "https://git@github.com/pallets/flask",
        "github:pallets/flask",
        "  https://github.com/pallets/flask \n",
        "<https://github.com/pallets/flask>",
        '"https://github.com/pallets/flask"',
        "`pallets/flask`",
        "https://api.github.com/repos/pallets/flask",
        "https://api.github.com/repos/pallets/flask/contents/README.md?ref=main",
        "https://raw.githubusercontent.com/pallets/flask/main/README.md",
        "https://codeload.github.com/pallets/flask/tar.gz/main",
    ],
)
def test_spelling_of_flask_is_flask(text: str) -> None:
    assert parse_address(text, [GITHUB]) == RepoRef("github.com", "pallets/flask", "github")


def test_case_of_the_name_is_kept_but_makes_no_difference() -> None:
    ref = parse_address("https://GitHub.com/Pallets/FLASK.git/", [GITHUB])
    assert ref.path == "Pallets/FLASK"
    assert ref.source_key == parse_address("pallets/flask", [GITHUB]).source_key


@pytest.mark.parametrize(
    "text", ["a/.github", "a/_", "a/x.js", "a/node.bcrypt.js", "under_score/x", "a-/x", "0/1"]
)
def test_unusual_but_valid_names(text: str) -> None:
    assert parse_address(text, [GITHUB]).path == text


@pytest.mark.parametrize("text", [None, "", "   ", "\n\t", "<>", '""'])
def test_nothing_is_missing(text: str | None) -> None:
    with pytest.raises(MissingUrl):
        parse_address(text, [GITHUB])


@pytest.mark.parametrize(
    "text",
    [
        "flask", "hello world", "pallets/", "/pallets/flask", "a/b c", "-a/b", "--upload-pack=x/y",
        "a/-b", "../b", "a/..", "a/.", "a/.git", "./b", "a//", "a\\b", "a/b\x00", "a/b\u202egpj",
        "ａ/ｂ", "pаllets/flask", "pallets／flask", "a/b\u200b", "a%2Fb", "a/b%2e",
        "https://", "https:///a/b", "https://github.com", "https://github.com/",
        "https://github.com/pallets", "github.com", "github.com/pallets", "git@github.com:pallets",
        "https://github.com/settings/profile", "https://github.com/orgs/pallets",
        "https://github.com/topics/python", "https://github.com/marketplace/actions",
        "https://github.com/features/actions", "https://github.com/search/x",
        "https://github.com/a/b/../../c/d", "https://api.github.com/users/a",
        "https://api.github.com/repos/a", "https://raw.githubusercontent.com/a",
        "javascript:alert(1)", "file:///etc/passwd", "ftp://github.com/a/b", "data:text/html,x",
        "ext::sh -c x", "https://github.com:port/a/b",
        "https://git hub.com/a/b", "https://github.com/" + "a" * 40 + "/b", "a/" + "b" * 101,
        "a/b" * 1000, "https://[/a/b", "?", "#", "://", "@", ":",
        "https://github.com/a/b/tree/main\x00", "https://github.com/a/b?x=\u202ey", "a/b#\x1b[2J",
    ],
)  # fmt: skip
def test_what_is_no_repository_is_told_how_one_looks(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(text, [GITHUB])
    assert type(caught.value) is InvalidUrl
    assert "https://github.com/owner/repository" in caught.value.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "https://gitlab.com/a/b", "git@bitbucket.org:a/b.git", "gitlab:a/b", "example.org/a/b",
        "https://github.com.evil.example/a/b", "https://evil.example/github.com/a/b",
        "https://gist.github.com/a/0123456789abcdef", "https://github.com:8443/a/b",
        "https://evil.example#@github.com/a/b", "http://127.0.0.1:5050/a/b", "http://[::1]/a/b",
        "https://notgithub.com/a/b", "ssh://git@codeberg.org/a/b",
    ],
)  # fmt: skip
def test_other_hosts_are_unknown_and_the_supported_ones_named(text: str) -> None:
    with pytest.raises(UnknownPlatform) as caught:
        parse_address(text, [GITHUB])
    assert caught.value.supported == ("github.com",)
    assert "github.com" in caught.value.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@github.com/a/b",
        "https://ghp_hunter2@github.com/a/b",
        "user:hunter2@github.com/a/b",
        "ssh://git:hunter2@github.com/a/b",
        "https://github.com@evil.example/hunter2/b",
        "https://github.com:hunter2@evil.example/a/b",
    ],
)
def test_credentials_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidUrl) as caught:
        parse_address(text, [GITHUB])
    assert "credentials" in caught.value.suggestion
    assert "hunter2" not in caught.value.message + caught.value.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "a/b", "http://127.0.0.1:5050/a/b.git", "https://127.0.0.1:5050/a/b/tree/main",
        "127.0.0.1:5050/a/b", "http://127.0.0.1:5050/api/v3/repos/a/b/languages",
        "http://127.0.0.1:5050/raw/a/b/main/x.md", "ssh://git@127.0.0.1:2222/a/b.git",
        "git@127.0.0.1:a/b",
    ],
)  # fmt: skip
def test_configured_server_with_a_port_stands_in_for_github(text: str) -> None:
    assert parse_address(text, [LOCAL]) == RepoRef("127.0.0.1:5050", "a/b")


def test_github_com_is_unknown_unless_configured() -> None:
    for text in ("https://github.com/a/b", "git@github.com:a/b", "http://127.0.0.1:5051/a/b"):
        with pytest.raises(UnknownPlatform) as caught:
            parse_address(text, [LOCAL])
        assert caught.value.supported == ("127.0.0.1:5050",)


def test_first_of_several_hosts_owns_the_short_form() -> None:
    assert parse_address("a/b", [ENTERPRISE, GITHUB]).host == "git.example.org"
    assert parse_address("github.com/a/b", [ENTERPRISE, GITHUB]).host == "github.com"
    assert parse_address("git@git.example.org:a/b", [GITHUB, ENTERPRISE]).host == "git.example.org"


def test_full_names() -> None:
    assert is_full_name("pallets/flask")
    assert not any(map(is_full_name, ["flask", "a/b/c", "a/..", "/b", "a/", "a b/c"]))


@given(st.text(max_size=60) | st.text("aB0./:@?#%-_~\\[] \n", max_size=40))
def test_no_text_crashes_the_parser(text: str) -> None:
    for hosts in ([GITHUB], [LOCAL, GITHUB]):
        for prefix in ("", "https://", "https://github.com/", "git@github.com:", "ssh://"):
            try:
                ref = parse_address(prefix + text, hosts)
            except AddressError:
                continue
            assert is_full_name(ref.path)


@given(
    st.sampled_from([GITHUB, LOCAL, ENTERPRISE]),
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9._][A-Za-z0-9._-]{0,20}", fullmatch=True),
)
def test_canonical_form_of_the_canonical_form_is_itself(
    known: KnownHost, owner: str, name: str
) -> None:
    try:
        ref = parse_address(f"{owner}/{name}", [known])
    except InvalidUrl:
        return
    assert parse_address(f"{known.web_url}/{ref.path}", [known]) == ref
    assert parse_address(f"{ref.host}/{ref.path}", [known]) == ref
    assert parse_address(f"git@{ref.host.partition(':')[0]}:{ref.path}.git", [known]) == ref
