"""Fetching images from hosts nobody vouches for, within limits of bytes and seconds."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, urlsplit

from importer.http import Answer, HttpClient, HttpError

LARGEST_IMAGE = 5 * 1024 * 1024
"""Bytes."""

LARGEST_SET = 20 * 1024 * 1024
"""Bytes of all images of a project."""

_SECONDS_EACH = 15.0
_MOST_REDIRECTS = 4
_IN_FLIGHT = 6
_LFS_POINTER = b"version https://git-lfs"
_ACCEPT = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An image's bytes, or a sentence that says why there are none."""

    url: str
    data: bytes = b""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A token that opens a private repository's files, and where it may be shown.

    :param base: address below which all files of that repository lie; with a slash at its end.
    """

    base: str = ""
    token: str = ""

    def headers(self, url: str) -> dict[str, str]:
        """Nothing for other repositories' files, however the address tries to get to them."""
        path = unquote(unquote(urlsplit(url).path))
        climbs = ".." in path.replace("\\", "/").split("/")
        if not self.token or not self.base or climbs or not url.startswith(self.base):
            return {}
        return {"Authorization": f"Bearer {self.token}"}


NO_KEY = Key()


class Download:
    """All images of one project.

    :param seconds: for all of them; those not begun by then are left out.
    """

    def __init__(self, http: HttpClient, seconds: float, key: Key = NO_KEY) -> None:
        self._http = http
        self._end = time.monotonic() + seconds
        self._key = key
        self._left = LARGEST_SET
        self._lock = threading.Lock()

    def fetch(self, urls: Sequence[str], checkpoint: Callable[[], None]) -> list[Fetched]:
        """In the order asked for, which is also that of who gets the room there is."""
        calls = [partial(self._fetch, url) for url in urls]
        return self._http.gather(calls, checkpoint, in_flight=_IN_FLIGHT)

    def _fetch(self, url: str) -> Fetched:
        seconds = min(_SECONDS_EACH, self._end - time.monotonic())
        room = min(LARGEST_IMAGE, self._left)
        if seconds <= 0:
            return Fetched(url, problem="There was no time left for it.")
        if room <= 0:
            return Fetched(url, problem="The project's images are too large together.")
        try:
            answer = self._http.get(
                url,
                headers={"Accept": _ACCEPT, **self._key.headers(url)},
                max_bytes=room,
                deadline=seconds,
                max_redirects=_MOST_REDIRECTS,
            )
        except HttpError as error:
            return Fetched(url, problem=str(error))
        problem = _problem(answer)
        if not problem:
            with self._lock:
                self._left -= len(answer.body)
        return Fetched(url, b"" if problem else answer.body, problem)


def _problem(answer: Answer) -> str:
    if answer.status != 200:
        return f"Its host answered with status {answer.status}."
    if answer.truncated:
        return "It is too large."
    if answer.body.startswith(_LFS_POINTER):
        return "It is kept in Git LFS."
    return "" if answer.body else "It is empty."
