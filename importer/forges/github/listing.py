"""A person's repositories page by page: all pages, in parallel, and only what has changed.

Sorted by name, so that a push changes one page and shifts none. A GitHub App's token sees the
places where the app is installed; the list is then that of each installation.

Source: docs.github.com/rest/repos/repos "List repositories for the authenticated user";
docs.github.com/rest/apps/installations; "Using pagination in the REST API".
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence

from importer.forges.base import Checkpoint, KnownPage, ListPage, PageWave
from importer.forges.github import reading
from importer.forges.github.calls import Calls
from importer.forges.wire import decoded
from importer.http import Answer, HttpClient
from importer.http.client import MEGABYTE

PER_PAGE = 100
MOST_PAGES = 100
LAST_PAGE = re.compile(r"[?&]page=([0-9]{1,4})[^>]*>;\s*rel=\"last\"")
# GitHub cuts off whoever has a hundred under way.
IN_FLIGHT = 16
_LARGEST_PAGE = 8 * MEGABYTE
_OWN = "/user/repos?per_page=100&sort=full_name"
_HIDDEN = re.compile(r"partial-results;\s*organizations=([0-9, ]{1,400})")


def pages(
    http: HttpClient,
    calls: Calls,
    known: Mapping[str, KnownPage],
    checkpoint: Checkpoint,
    *,
    of_app: bool,
) -> Iterator[PageWave]:
    """First what is known already and the first pages, then what those say there is more."""
    lists = _installed(http, calls, checkpoint) if of_app else [_OWN]
    asked = [path for one in lists for path in _expected(one, known)]
    lengths = dict.fromkeys(lists, 1)
    done: set[str] = set()
    while asked:
        wave, asked = asked[:IN_FLIGHT], asked[IN_FLIGHT:]
        found = [
            (path, _read(path, answer))
            for path, answer in zip(wave, _ask(http, calls, wave, known, checkpoint), strict=True)
        ]
        done.update(wave)
        for path, (page, length) in found:
            name, number = _split(path)
            more = length or _guessed(page, number, known)
            lengths[name] = max(lengths[name], more)
        new = [path for one in lists for path in _paths(one, lengths[one])]
        asked += [path for path in new if path not in done and path not in asked]
        # A page that is known but does not exist any more comes back empty, and is none.
        yield PageWave(
            tuple(page for _, (page, _length) in found),
            total=len(done) + len(asked),
            is_cut=max(lengths.values()) > MOST_PAGES,
        )


def _installed(http: HttpClient, calls: Calls, checkpoint: Checkpoint) -> list[str]:
    path = "/user/installations?per_page=100"
    (answer,) = http.gather([functools.partial(calls.get, path)], checkpoint)
    return [
        f"/user/installations/{number}/repositories?per_page=100"
        for number in reading.installations(decoded(answer))
    ]


def _ask(
    http: HttpClient,
    calls: Calls,
    wave: Sequence[str],
    known: Mapping[str, KnownPage],
    checkpoint: Checkpoint,
) -> list[Answer]:
    jobs = [
        functools.partial(
            calls.get,
            path,
            max_bytes=_LARGEST_PAGE,
            etag=known[path].etag if path in known else "",
        )
        for path in wave
    ]
    return http.gather(jobs, checkpoint, in_flight=IN_FLIGHT)


def _read(path: str, answer: Answer) -> tuple[ListPage, int]:
    """The page, and how many the list has; 0 if this answer does not say."""
    last = LAST_PAGE.search(answer.headers.get("link", ""))
    hidden = _HIDDEN.search(answer.headers.get("x-github-sso", ""))
    unchanged = answer.status == 304
    page = ListPage(
        path,
        answer.headers.get("etag", "")[:200],
        None if unchanged else tuple(reading.listings(decoded(answer))),
        tuple(hidden[1].replace(" ", "").split(",")) if hidden else (),
    )
    return page, int(last[1]) if last else 0


def _guessed(page: ListPage, number: int, known: Mapping[str, KnownPage]) -> int:
    """The last page names none; nor may one that has not changed. If it is full, look behind."""
    rows = known[page.path].rows if page.rows is None else len(page.rows)
    return number + 1 if page.rows is None and rows >= PER_PAGE else number


def _expected(name: str, known: Mapping[str, KnownPage]) -> list[str]:
    """Its first page, and those that follow as far as they are known."""
    length = 1
    while f"{name}&page={length + 1}" in known and length < MOST_PAGES:
        length += 1
    return _paths(name, length)


def _paths(name: str, length: int) -> list[str]:
    return [f"{name}&page={number}" for number in range(1, min(length, MOST_PAGES) + 1)]


def _split(path: str) -> tuple[str, int]:
    name, _, number = path.rpartition("&page=")
    return name, int(number)
