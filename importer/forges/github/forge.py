"""One GitHub host: two waves of calls for an import, and the list of a person's repositories."""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from importer.errors import ForgeError
from importer.forges.address import KnownHost
from importer.forges.base import (
    Allowance,
    Budget,
    Checkpoint,
    Credential,
    Identity,
    KnownPage,
    Overview,
    PageWave,
    RepoListing,
)
from importer.forges.github import picking, reading
from importer.forges.github.calls import Calls, was_not_allowed
from importer.forges.github.extras import extras, is_affordable
from importer.forges.github.files import (
    LIKELY_READMES,
    README_LIMIT,
    RawFiles,
    RawHost,
    ReadFile,
    guess_readme,
)
from importer.forges.github.identity import identity
from importer.forges.github.listing import LAST_PAGE, MOST_PAGES, pages
from importer.forges.github.readmes import MOST_READMES
from importer.forges.github.readmes import readmes as picked_readmes
from importer.forges.wire import decoded
from importer.http import Answer, HttpClient
from importer.http.client import MEGABYTE
from importer.snapshot import ImportWarning, RepoRef, RepoSnapshot, SourceFile

MANIFEST_LIMIT = 256 * 1024
LICENCE_LIMIT = 128 * 1024
# GitHub itself cuts at 7 MB.
TREE_LIMIT = 10 * MEGABYTE
# Enough for nearly all repositories' files to come in one round trip; a browser asks a host of
# pictures for as many at once.
IN_FLIGHT = 32
LONGEST_ETAG = 200

Part = tuple[str, Any, tuple[ImportWarning, ...]]
"""A field of the snapshot, what was fetched for it, and its warnings."""


class GitHub:
    """Implements ``importer.forges.base.Forge`` for GitHub and Enterprise Server."""

    def __init__(self, web_url: str, api_url: str, raw_url: str, http: HttpClient) -> None:
        self.known = KnownHost.of(web_url, api_url, raw_url)
        self.host = self.known.host
        self._http = http
        self._raw_host = RawHost()

    def resolve(
        self, ref: RepoRef, credential: Credential, allowance: Allowance, checkpoint: Checkpoint
    ) -> Overview:
        """Repository and tree, asked for at the same time; two calls of the quota. And, which
        costs none, guesses at the README."""
        calls = Calls(self._http, self.known.api_url, credential, allowance)
        raw_url = f"{self.known.raw_url}/{ref.path}"
        first: list[Callable[[], Any]] = [
            functools.partial(calls.get, f"/repos/{ref.path}"),
            functools.partial(_tree, calls, ref.path, "HEAD"),
            *(
                functools.partial(guess_readme, self._http, raw_url, name)
                for name in LIKELY_READMES
            ),
        ]
        facts, tree, *guesses = self._http.gather(first, checkpoint)
        blobs = {digest: data for found in guesses for digest, data in found.items()}
        snapshot = reading.repository(decoded(facts), ref, self.known.web_url, self.known.raw_url)
        overview = self._overview(snapshot, tree, calls, checkpoint)
        return dataclasses.replace(overview, blobs=blobs, readme=_guessed(overview.snapshot, blobs))

    def glance(
        self,
        ref: RepoRef,
        forge_repo_id: str,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
        etag: str = "",
    ) -> Overview | None:
        """The repository by its id; one call of the quota, or with a token and an ETag that still
        holds none."""
        calls = Calls(self._http, self.known.api_url, credential, allowance)
        path = f"/repositories/{quote(forge_repo_id, safe='')}"
        call = functools.partial(calls.get, path, etag=etag)
        (facts,) = self._http.gather([call], checkpoint)
        if facts.status == 304:
            return None
        snapshot = reading.repository(decoded(facts), ref, self.known.web_url, self.known.raw_url)
        snapshot = dataclasses.replace(snapshot, warnings=calls.warnings)
        told = facts.headers.get("etag", "")
        # One that was cut would never match.
        kept = told if len(told) <= LONGEST_ETAG else ""
        return Overview(snapshot, private=snapshot.visibility != "public", etag=kept)

    def look_closer(
        self,
        glimpse: Overview,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
    ) -> Overview:
        """The tree of a repository that was glanced at; one call more."""
        snapshot = dataclasses.replace(glimpse.snapshot, warnings=())
        calls = Calls(
            self._http,
            self.known.api_url,
            credential,
            allowance,
            without_token=was_not_allowed(glimpse.snapshot.warnings),
        )
        (tree,) = self._http.gather(
            [functools.partial(_tree, calls, snapshot.ref.path, "HEAD")], checkpoint
        )
        overview = self._overview(snapshot, tree, calls, checkpoint)
        known = overview.snapshot.warnings
        seen = tuple(one for one in glimpse.snapshot.warnings if one not in known)
        return dataclasses.replace(
            overview, snapshot=dataclasses.replace(overview.snapshot, warnings=seen + known)
        )

    def _overview(
        self, snapshot: RepoSnapshot, tree: Answer, calls: Calls, checkpoint: Checkpoint
    ) -> Overview:
        if tree.status == 404 and snapshot.default_branch:
            branch = quote(snapshot.default_branch, safe="")
            (tree,) = self._http.gather(
                [functools.partial(_tree, calls, snapshot.ref.path, branch)], checkpoint
            )
        if tree.status == 200:
            snapshot = _with_tree(snapshot, tree)
        if snapshot.tree_truncated:
            snapshot = self._with_root(snapshot, calls, checkpoint)
        snapshot = dataclasses.replace(snapshot, warnings=snapshot.warnings + calls.warnings)
        return Overview(snapshot, private=snapshot.visibility != "public")

    def fetch(
        self,
        overview: Overview,
        credential: Credential,
        allowance: Allowance,
        checkpoint: Checkpoint,
    ) -> RepoSnapshot:
        """Optional parts from the API and files from the raw host, all in one wave."""
        snapshot = overview.snapshot
        if snapshot.is_empty:
            return snapshot
        calls = Calls(
            self._http,
            self.known.api_url,
            credential,
            allowance,
            without_token=was_not_allowed(snapshot.warnings),
        )
        token = calls.token if overview.private else ""
        files = RawFiles(self._http, self._raw_host, snapshot, token, calls, overview.blobs)
        jobs, warnings = _extras_jobs(snapshot, calls)
        more, cut = _files_jobs(snapshot, files)
        parts = self._http.gather(jobs + more, checkpoint, in_flight=IN_FLIGHT)
        known = tuple(one for one in calls.warnings if one not in snapshot.warnings)
        return _assembled(snapshot, parts, known + warnings + cut)

    def repositories(self, credential: Credential, checkpoint: Checkpoint) -> list[RepoListing]:
        """The first page tells how many there are; the others come in parallel."""
        calls = Calls(
            self._http, self.known.api_url, credential, Allowance(None), may_drop_token=False
        )
        get = functools.partial(_page, calls)
        (first,) = self._http.gather([functools.partial(get, 1)], checkpoint)
        last = LAST_PAGE.search(first.headers.get("link", ""))
        numbers = range(2, min(int(last[1]), MOST_PAGES) + 1) if last else range(0)
        others = self._http.gather(
            [functools.partial(get, page) for page in numbers], checkpoint, in_flight=8
        )
        found: dict[str, RepoListing] = {}
        for answer in [first, *others]:
            for row in reading.listings(decoded(answer)):
                # A push between two pages shifts the rest: one may be seen twice.
                found.setdefault(row.forge_repo_id, row)
        return list(found.values())

    def identify(self, credential: Credential, checkpoint: Checkpoint) -> Identity:
        """``GET /user``."""
        return identity(self._ask("/user", credential, checkpoint))

    def look_up(self, ref: RepoRef, credential: Credential, checkpoint: Checkpoint) -> RepoSnapshot:
        """``GET /repos/{owner}/{name}``, never without the token."""
        answer = self._ask(f"/repos/{ref.path}", credential, checkpoint)
        return reading.repository(decoded(answer), ref, self.known.web_url, self.known.raw_url)

    def is_organization(self, owner: str, credential: Credential, checkpoint: Checkpoint) -> bool:
        """``GET /users/{owner}``."""
        answer = self._ask(f"/users/{quote(owner, safe='')}", credential, checkpoint)
        return reading.is_organization(decoded(answer))

    def repository_pages(
        self,
        credential: Credential,
        known: Mapping[str, KnownPage],
        checkpoint: Checkpoint,
        *,
        of_app: bool = False,
    ) -> Iterator[PageWave]:
        """See ``importer/forges/github/listing.py``."""
        calls = Calls(
            self._http, self.known.api_url, credential, Allowance(None), may_drop_token=False
        )
        return pages(self._http, calls, known, checkpoint, of_app=of_app)

    def rate_limit(self, credential: Credential) -> Budget | None:
        """``GET /rate_limit``; Enterprise without limits answers 404."""
        calls = Calls(
            self._http, self.known.api_url, credential, Allowance(None), may_drop_token=False
        )
        answer = calls.get("/rate_limit", expected=frozenset({404}))
        return reading.rate_limit(decoded(answer)) if answer.status == 200 else None

    def _ask(self, path: str, credential: Credential, checkpoint: Checkpoint) -> Answer:
        calls = Calls(
            self._http, self.known.api_url, credential, Allowance(None), may_drop_token=False
        )
        (answer,) = self._http.gather([functools.partial(calls.get, path)], checkpoint)
        return answer

    def _with_root(
        self, snapshot: RepoSnapshot, calls: Calls, checkpoint: Checkpoint
    ) -> RepoSnapshot:
        """The cut may have lost files of the root, README among them: list it on its own."""
        warning = ImportWarning(
            "TREE_TRUNCATED",
            "The repository has more files than the forge lists: some are missing.",
        )
        snapshot = dataclasses.replace(snapshot, warnings=(*snapshot.warnings, warning))
        if not is_affordable(calls.allowance):
            return snapshot
        path = f"/repos/{snapshot.ref.path}/git/trees/{snapshot.commit}"
        call = functools.partial(calls.get, path, max_bytes=TREE_LIMIT, granted=True)
        try:
            (answer,) = self._http.gather([call], checkpoint)
            root = reading.tree(decoded(answer))[1]
        except ForgeError:
            return snapshot
        seen = {entry.path for entry in snapshot.tree}
        missing = tuple(entry for entry in root if entry.path not in seen)
        return dataclasses.replace(snapshot, tree=snapshot.tree + missing)


def _guessed(snapshot: RepoSnapshot, blobs: Mapping[str, bytes]) -> SourceFile | None:
    """The README that will be shown, if the guess at it was right and it is no link."""
    for entry in picked_readmes(snapshot.tree)[0][:1]:
        if entry.mode != picking.SYMLINK and entry.sha in blobs:
            return SourceFile(entry.path, blobs[entry.sha])
    return None


def _tree(calls: Calls, full_name: str, ref: str) -> Answer:
    """409 is an empty repository; 404 a missing one, or one whose HEAD points nowhere."""
    return calls.get(
        f"/repos/{full_name}/git/trees/{ref}?recursive=1",
        max_bytes=TREE_LIMIT,
        expected=frozenset({404, 409}),
    )


def _with_tree(snapshot: RepoSnapshot, answer: Answer) -> RepoSnapshot:
    commit, entries, truncated = reading.tree(decoded(answer))
    return dataclasses.replace(snapshot, commit=commit, tree=entries, tree_truncated=truncated)


def _page(calls: Calls, page: int) -> Answer:
    return calls.get(f"/user/repos?per_page=100&sort=pushed&page={page}", max_bytes=8 * MEGABYTE)


def _extras_jobs(
    snapshot: RepoSnapshot, calls: Calls
) -> tuple[list[Callable[[], Part]], tuple[ImportWarning, ...]]:
    """Calls for what the allowance grants, warnings for the rest."""
    jobs: list[Callable[[], Part]] = []
    skipped: list[ImportWarning] = []
    for extra in extras(snapshot.ref.path):
        if is_affordable(calls.allowance):
            jobs.append(functools.partial(lambda one: (one.field, *one.fetch(calls)), extra))
        else:
            skipped.append(extra.skipped("To save the forge's rate limit it was not asked."))
    return jobs, tuple(skipped)


def _files_jobs(
    snapshot: RepoSnapshot, files: RawFiles
) -> tuple[list[Callable[[], Part]], tuple[ImportWarning, ...]]:
    readmes, fewer_readmes = picked_readmes(snapshot.tree)
    manifests, fewer_manifests = picking.manifests(snapshot.tree)
    licences = picking.licence_files(snapshot.tree, snapshot.licence)
    wanted = [("readmes", files.must_read, entry, README_LIMIT) for entry in readmes[:1]]
    wanted += [("readmes", files.may_read, entry, README_LIMIT) for entry in readmes[1:]]
    wanted += [("licence_files", files.may_read, entry, LICENCE_LIMIT) for entry in licences]
    wanted += [("manifests", files.may_read, entry, MANIFEST_LIMIT) for entry in manifests]
    jobs = [
        functools.partial(_file_part, field, functools.partial(read, entry, limit))
        for field, read, entry, limit in wanted
    ]
    warnings: tuple[ImportWarning, ...] = ()
    if fewer_readmes:
        message = f"Only {MOST_READMES - 1} translations of the README were read."
        warnings += (ImportWarning("TRANSLATIONS_CUT", message),)
    if fewer_manifests:
        message = f"Only the first {picking.MOST_MANIFESTS} manifests were read."
        warnings += (ImportWarning("MANIFESTS_CUT", message),)
    return list(jobs), warnings


def _file_part(field: str, read: Callable[[], ReadFile]) -> Part:
    result = read()
    return field, result.file, result.warnings


def _assembled(
    snapshot: RepoSnapshot, parts: list[Part], warnings: tuple[ImportWarning, ...]
) -> RepoSnapshot:
    fields: dict[str, Any] = {}
    for field, value, doubts in parts:
        warnings += doubts
        if value is None:
            continue
        if field in ("readmes", "licence_files", "manifests"):
            fields[field] = (*fields.get(field, ()), value)
        else:
            fields[field] = value
    return dataclasses.replace(snapshot, **fields, warnings=snapshot.warnings + warnings)
