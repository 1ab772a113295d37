"""Reading files by commit: links, pointers, doubts, and what happens when the raw host fails."""

from collections.abc import Iterator

import pytest

from importer.errors import ForgeUnreachable, RateLimited
from importer.forges.base import Allowance, Credential
from importer.forges.github.calls import Calls
from importer.forges.github.files import RawFiles, RawHost, blob_sha, guess_readme
from importer.http import HttpClient
from importer.snapshot import RepoRef, RepoSnapshot, TreeEntry
from tests.unit.http.conftest import Server, text

COMMIT = "c" * 40
LIMIT = 1000


class Repository:
    """A snapshot whose files a tiny server hands out."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.http = HttpClient(frozenset({("127.0.0.1", server.port)}))
        self.entries: list[TreeEntry] = []

    def has(self, path: str, data: bytes, mode: str = "100644", *, url: str = "") -> TreeEntry:
        entry = TreeEntry(path, "blob", mode, blob_sha(data, ""), len(data))
        self.entries.append(entry)
        self.server.routes[f"/raw/o/r/{COMMIT}/{url or path}"] = text(data)
        return entry

    def lacks(self, path: str, status: int, **headers: str) -> None:
        self.server.routes[f"/raw/o/r/{COMMIT}/{path}"] = text(b"no", status, **headers)

    def files(
        self, token: str = "", calls: int | None = None, blobs: dict[str, bytes] | None = None
    ) -> RawFiles:
        snapshot = RepoSnapshot(
            RepoRef("forge", "o/r"),
            "1",
            "https://forge/o/r",
            self.server.url("/raw/o/r"),
            "main",
            commit=COMMIT,
            tree=tuple(self.entries),
        )
        api = Calls(self.http, self.server.url("/api"), Credential(), Allowance(calls))
        return RawFiles(self.http, RawHost(), snapshot, token, api, blobs)


@pytest.fixture
def repository() -> Iterator[Repository]:
    server = Server()
    repository = Repository(server)
    yield repository
    repository.http.close()
    server.httpd.shutdown()
    server.httpd.server_close()


def test_guess_at_the_readme_counts_only_for_the_tree_that_names_its_sum(
    repository: Repository,
) -> None:
    entry = repository.has("README.md", b"as of the commit")
    repository.server.routes["/raw/o/r/HEAD/README.md"] = text(b"pushed a moment later")
    blobs = guess_readme(repository.http, repository.server.url("/raw/o/r"), "README.md")
    assert b"pushed a moment later" in blobs.values()
    read = repository.files(blobs=blobs).must_read(entry, LIMIT)
    assert read.file is not None
    assert read.file.data == b"as of the commit"


def test_bytes_arrive_as_they_are(repository: Repository) -> None:
    entry = repository.has("README.md", "# 你好".encode("gbk"))
    read = repository.files().must_read(entry, LIMIT)
    assert read.file is not None
    assert (read.file.path, read.file.data) == ("README.md", "# 你好".encode("gbk"))
    assert not read.file.truncated
    assert read.warnings == ()


def test_every_segment_is_percent_encoded(repository: Repository) -> None:
    entry = repository.has("a b/ä#?%2e&.md", b"x", url="a%20b/%C3%A4%23%3F%252e%26.md")
    assert repository.files().must_read(entry, LIMIT).file is not None


def test_long_file_is_cut_and_says_so(repository: Repository) -> None:
    entry = repository.has("README.md", b"x" * 5000)
    read = repository.files().must_read(entry, 2048)
    assert read.file is not None
    assert (len(read.file.data), read.file.truncated) == (2048, True)
    (warning,) = read.warnings
    assert warning.code == "FILE_TRUNCATED"
    assert "2 kB" in warning.message


def test_file_that_differs_from_the_tree_is_doubted(repository: Repository) -> None:
    entry = repository.has("README.md", b"as committed")
    repository.server.routes[f"/raw/o/r/{COMMIT}/README.md"] = text(b"something else")
    read = repository.files().must_read(entry, LIMIT)
    assert read.file is not None
    assert [warning.code for warning in read.warnings] == ["FILE_MISMATCH"]


def test_host_that_knows_branches_only_is_believed_if_the_sum_is_the_trees(
    repository: Repository,
) -> None:
    entry = repository.has("README.md", b"pinned by its sum")
    repository.lacks("README.md", 404)
    repository.server.routes["/raw/o/r/main/README.md"] = text(b"pinned by its sum")
    read = repository.files(calls=0).must_read(entry, LIMIT)
    assert read.file is not None
    assert (read.file.data, read.warnings) == (b"pinned by its sum", ())


def test_newer_content_of_the_branch_is_not_taken_for_the_commits(repository: Repository) -> None:
    entry = repository.has("README.md", b"as committed")
    repository.lacks("README.md", 404)
    repository.server.routes["/raw/o/r/main/README.md"] = text(b"as pushed since")
    with pytest.raises(ForgeUnreachable):
        repository.files(calls=0).must_read(entry, LIMIT)


def test_host_that_knows_commits_is_not_asked_by_branch_for_what_it_lacks(
    repository: Repository,
) -> None:
    present, missing = repository.has("README.md", b"here"), repository.has("go.mod", b"gone")
    repository.lacks("go.mod", 404)
    repository.server.routes["/raw/o/r/main/go.mod"] = text(b"gone")
    files = repository.files()
    assert files.must_read(present, LIMIT).file is not None
    assert files.may_read(missing, LIMIT).file is None


def test_blob_sha_is_gits() -> None:
    assert blob_sha(b"", "") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_sha(b"hello\n", "") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert len(blob_sha(b"", "0" * 64)) == 64


def test_symlinked_readme_is_followed(repository: Repository) -> None:
    repository.has("docs/guide/README.md", b"real")
    repository.has("docs/again", b"./guide/README.md", "120000")
    link = repository.has("README.md", b"docs/again\n", "120000")
    read = repository.files().must_read(link, LIMIT)
    assert read.file is not None
    assert (read.file.path, read.file.data) == ("docs/guide/README.md", b"real")


@pytest.mark.parametrize(
    "target",
    ["../outside", "/etc/passwd", "../../README.md", "missing.md", "docs", "", "a/../../README.md"],
)
def test_symlink_out_of_the_tree_is_not_followed(repository: Repository, target: str) -> None:
    repository.entries.append(TreeEntry("docs", "tree", "040000", "d" * 40))
    link = repository.has("README.md", target.encode(), "120000")
    read = repository.files().must_read(link, LIMIT)
    assert read.file is None
    assert [warning.code for warning in read.warnings] == ["SYMLINK_BROKEN"]
    assert len(repository.server.seen) == 1


def test_circle_of_symlinks_ends(repository: Repository) -> None:
    repository.has("b", b"README.md", "120000")
    link = repository.has("README.md", b"b", "120000")
    read = repository.files().must_read(link, LIMIT)
    assert [warning.code for warning in read.warnings] == ["SYMLINK_BROKEN"]


def test_lfs_pointer_counts_as_missing(repository: Repository) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    entry = repository.has("README.md", pointer)
    read = repository.files().must_read(entry, LIMIT)
    assert read.file is None
    assert [warning.code for warning in read.warnings] == ["LFS_POINTER"]


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_readme_comes_from_the_api_when_the_raw_host_fails(
    repository: Repository, status: int
) -> None:
    entry = repository.has("README.md", b"# Hello")
    repository.lacks("README.md", status)
    contents = f"/api/repos/o/r/contents/README.md?ref={COMMIT}"
    repository.server.routes[contents] = text(b"# Hello")
    read = repository.files().must_read(entry, LIMIT)
    assert read.file is not None
    assert read.file.data == b"# Hello"
    asked = next(headers for path, headers in repository.server.seen if path == contents)
    assert asked["accept"] == "application/vnd.github.raw+json"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, ForgeUnreachable), (429, RateLimited), (403, RateLimited), (500, ForgeUnreachable)],
)
def test_readme_that_cannot_be_had_is_a_passing_error(
    repository: Repository, status: int, expected: type[Exception]
) -> None:
    entry = repository.has("README.md", b"x")
    repository.lacks("README.md", status)
    repository.server.routes[f"/api/repos/o/r/contents/README.md?ref={COMMIT}"] = text(b"", 404)
    with pytest.raises(expected) as caught:
        repository.files().must_read(entry, LIMIT)
    assert caught.value.retryable  # type: ignore[attr-defined]


def test_fallback_costs_a_call_of_the_allowance(repository: Repository) -> None:
    entry = repository.has("README.md", b"x")
    repository.lacks("README.md", 404)
    with pytest.raises(ForgeUnreachable):
        repository.files(calls=0).must_read(entry, LIMIT)
    assert not any(path.startswith("/api") for path, _ in repository.server.seen)


def test_other_files_that_fail_are_warnings(repository: Repository) -> None:
    entry = repository.has("go.mod", b"x")
    repository.lacks("go.mod", 404)
    read = repository.files().may_read(entry, LIMIT)
    assert read.file is None
    (warning,) = read.warnings
    assert warning.code == "FILE_SKIPPED"
    assert "go.mod" in warning.message


def test_token_goes_to_the_raw_host_but_not_where_it_redirects(repository: Repository) -> None:
    entry = repository.has("README.md", b"x")
    other = Server()
    other.routes["/elsewhere"] = text(b"x")
    repository.http.close()
    repository.http = HttpClient(
        frozenset({("127.0.0.1", repository.server.port), ("127.0.0.1", other.port)})
    )
    repository.lacks("README.md", 302, Location=other.url("/elsewhere"))
    repository.files("canary").must_read(entry, LIMIT)
    assert repository.server.seen[0][1]["authorization"] == "Bearer canary"
    assert "authorization" not in other.seen[0][1]
    other.httpd.shutdown()
    other.httpd.server_close()
