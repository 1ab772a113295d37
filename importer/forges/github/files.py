"""Files at the pinned commit, from the raw host, which costs no quota.

What the raw host gives is checked against the tree: it caches, and what was asked for by one
commit must be what the tree of that commit names.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote

from requests.structures import CaseInsensitiveDict

from importer.clock import now
from importer.errors import ForgeAnswerInvalid, ForgeError, ForgeUnreachable, RateLimited
from importer.forges.base import Allowance
from importer.forges.github.calls import RAW, Calls
from importer.forges.github.limits import retry_at
from importer.forges.github.picking import SYMLINK, link_target
from importer.forges.wire import plain, unreachable
from importer.http import Answer, HttpClient, HttpError
from importer.snapshot import ImportWarning, RepoSnapshot, SourceFile, TreeEntry

_LFS_POINTER = b"version https://git-lfs"
_LONGEST_LINK = 4096
_MOST_LINKS = 5
_HOPS = 3

README_LIMIT = 512 * 1024
# What most READMEs are called; the raw host knows one spelling only. Those of the last two formats
# take longest to read, and so gain most by being read while the rest is fetched.
LIKELY_READMES = ("README.md", "readme.md", "Readme.md", "README.rst", "README.org")
# It is a guess: whoever waits for it could ask anew in the meantime.
_GUESS_SECONDS = 3.0
# Names of git objects have the length of one of these.
_SUMS = ("0" * 40, "0" * 64)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, or none with the warning that says why."""

    file: SourceFile | None = None
    warnings: tuple[ImportWarning, ...] = ()


@dataclass(slots=True)
class RawHost:
    """What has been learnt of a raw host.

    :ivar knows_commits: a file has been read by commit, so that one which is missing there need
        not be asked for by branch, in a further round trip.
    """

    knows_commits: bool = False


class RawFiles:
    """Reads files of one snapshot. Thread-safe.

    :param host: shared by all snapshots of the host.
    :param token: sent along for private repositories; empty otherwise.
    :param calls: for the README, when the raw host fails.
    :param blobs: contents that need not be asked for, by their sums.
    """

    def __init__(
        self,
        http: HttpClient,
        host: RawHost,
        snapshot: RepoSnapshot,
        token: str,
        calls: Calls,
        blobs: Mapping[str, bytes] | None = None,
    ) -> None:
        self._http = http
        self._host = host
        self._snapshot = snapshot
        self._blobs = blobs or {}
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._calls = calls
        self._by_path: Mapping[str, TreeEntry] = {entry.path: entry for entry in snapshot.tree}

    def must_read(self, entry: TreeEntry, limit: int) -> ReadFile:
        """The README: asked for at the API too when the raw host fails.

        :raises ForgeError: neither has it.
        """
        return self._read(entry, limit, fall_back=True)

    def may_read(self, entry: TreeEntry, limit: int) -> ReadFile:
        """Any other file: a failure is a warning."""
        try:
            return self._read(entry, limit, fall_back=False)
        except ForgeError as error:
            return _without("FILE_SKIPPED", f"{_shown(entry)} was not read: {error.message}")

    def _read(self, entry: TreeEntry, limit: int, *, fall_back: bool) -> ReadFile:
        link = entry
        for _ in range(_MOST_LINKS):
            if entry.mode != SYMLINK:
                break
            text = self._data(entry, _LONGEST_LINK, fall_back=False).body
            target = link_target(entry, text.decode("utf-8", "replace").strip(), self._by_path)
            if target is None:
                return _without("SYMLINK_BROKEN", f"{_shown(link)} links to no file of the tree.")
            entry = target
        else:
            return _without("SYMLINK_BROKEN", f"{_shown(link)} is a circle of links.")
        answer = self._data(entry, limit, fall_back=fall_back)
        if answer.body.startswith(_LFS_POINTER):
            return _without("LFS_POINTER", f"{_shown(entry)} is kept in Git LFS: not read.")
        file = SourceFile(entry.path, answer.body, answer.truncated)
        return ReadFile(file, _doubts(entry, answer, limit))

    def _data(self, entry: TreeEntry, limit: int, *, fall_back: bool) -> Answer:
        try:
            return self._pinned(entry, limit)
        except ForgeError as error:
            if not fall_back:
                raise
            try:
                return self._contents(entry.path, limit)
            except ForgeError:
                # Why the better way failed tells more than why the second one did.
                raise error from None

    def _pinned(self, entry: TreeEntry, limit: int) -> Answer:
        """By commit; where the host knows branches only, by branch if the sum is the tree's."""
        if (known := self._blobs.get(entry.sha)) is not None:
            return Answer(200, CaseInsensitiveDict(), known, "", truncated=False)
        answer = self._raw(self._snapshot.commit or "", entry.path, limit)
        if answer.status == 200:
            self._host.knows_commits = True
        branch = self._snapshot.default_branch
        if answer.status == 404 and branch and not self._host.knows_commits:
            newest = self._raw(branch, entry.path, limit)
            if newest.status == 200 and blob_sha(newest.body, entry.sha) == entry.sha:
                return newest
        if answer.status != 200:
            raise _raw_refusal(answer)
        return answer

    def _raw(self, ref: str, path: str, limit: int) -> Answer:
        url = f"{self._snapshot.raw_url}/{quote(ref, safe='/')}/{_quoted(path)}"
        try:
            return self._http.get(url, headers=self._headers, max_bytes=limit, max_redirects=_HOPS)
        except HttpError as error:
            raise unreachable(error, Allowance(None)) from error

    def _contents(self, path: str, limit: int) -> Answer:
        ref = self._snapshot
        return self._calls.get(
            f"/repos/{ref.ref.path}/contents/{_quoted(path)}?ref={ref.commit}",
            accept=RAW,
            max_bytes=limit,
        )


def guess_readme(http: HttpClient, raw_url: str, name: str) -> dict[str, bytes]:
    """The file of that name, by its sums; empty if there is none.

    It costs no quota, so it is asked for before anybody knows whether it is there, in which branch
    and at which commit: its sum will tell. A right guess saves a long README's time, and a round
    trip where it is a symbolic link.

    :param raw_url: of the repository.
    """
    tries = count()
    try:
        answer = http.get(
            f"{raw_url}/HEAD/{name}",
            max_bytes=README_LIMIT,
            max_redirects=_HOPS,
            deadline=_GUESS_SECONDS,
            permit=lambda: next(tries) == 0,
        )
    except HttpError:
        return {}
    if answer.status != 200 or answer.truncated:
        return {}
    return {blob_sha(answer.body, like): answer.body for like in _SUMS}


def _raw_refusal(answer: Answer) -> ForgeError:
    """The raw host explains nothing; every refusal of a file that the tree has may pass."""
    if answer.status in (403, 429):
        return RateLimited(retry_at(answer, now()), "The forge limits how fast files are read.")
    if answer.status in (401, 404) or answer.status >= 500:
        return ForgeUnreachable("The forge lists the file but did not hand it out.")
    return ForgeAnswerInvalid(f"The forge answered with the unexpected status {answer.status}.")


def _doubts(entry: TreeEntry, answer: Answer, limit: int) -> tuple[ImportWarning, ...]:
    if answer.truncated:
        cut = f"{_shown(entry)} is longer than {limit // 1024} kB and was cut there."
        return (ImportWarning("FILE_TRUNCATED", cut),)
    if blob_sha(answer.body, entry.sha) != entry.sha:
        other = f"{_shown(entry)} is not quite the file that the commit names."
        return (ImportWarning("FILE_MISMATCH", other),)
    return ()


def blob_sha(data: bytes, like: str) -> str:
    """Git's name of a file's content, by SHA-256 where ``like`` is one, else by SHA-1."""
    header = b"blob %d\0" % len(data)
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(header + data, usedforsecurity=False).hexdigest()


def _quoted(path: str) -> str:
    return "/".join(quote(segment, safe="") for segment in path.split("/"))


def _shown(entry: TreeEntry) -> str:
    return plain(entry.path, 200)


def _without(code: str, message: str) -> ReadFile:
    return ReadFile(None, (ImportWarning(code, message),))
