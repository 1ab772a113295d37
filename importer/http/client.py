"""One pooled session per process, for requests to hosts we do not trust."""

import random
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from importer.http import waves
from importer.http.dialing import Dialer, GuardedAdapter
from importer.http.errors import (
    AddressRefused,
    CallNotPermitted,
    ConnectionFailed,
    DeadlineExceeded,
    HttpError,
)
from importer.http.lifelines import Lifeline, Wave, current_wave

T = TypeVar("T")
Permit = Callable[[], bool]
"""Asked before every attempt and every hop of a redirect; False forbids it."""

USER_AGENT = "Repofolio/0.1"
CONNECT, SILENCE = 5.0, 15.0
DEADLINE = 20.0
MEGABYTE = 1024 * 1024
_ATTEMPTS = 3
_WORTH_RETRYING = frozenset({502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """:param headers: names are case-insensitive.
    :param body: decoded (gzip undone), cut at the limit if ``truncated``.
    :param url: where it came from, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    truncated: bool = False


class HttpClient:
    """Requests, bounded in every direction. Thread-safe; make it after the last fork.

    :param allow: private (host, port) pairs that may be dialled.
    :param threads: calls in flight, over all imports of the process.
    :param silence: seconds the other side may say nothing.
    """

    def __init__(
        self,
        allow: frozenset[tuple[str, int]] = frozenset(),
        *,
        threads: int = 64,
        silence: float = SILENCE,
    ) -> None:
        self._timeout = (CONNECT, silence)
        self._session = requests.Session()
        # No proxies, .netrc or CA files from the environment: they would undo the address check.
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = GuardedAdapter(Dialer(allow), pool_size=threads)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="http")
        self._waves: set[Wave] = set()

    def close(self) -> None:
        """End the pool and cut calls that still run, so that nothing delays the process's end."""
        for wave in list(self._waves):
            wave.abandon()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    def gather(
        self,
        calls: Sequence[Callable[[], T]],
        checkpoint: Callable[[], None],
        *,
        in_flight: int = 8,
    ) -> list[T]:
        """Run calls in parallel on the shared threads; see ``waves.gather``."""
        wave = Wave()
        self._waves.add(wave)
        try:
            return waves.gather(self._executor, calls, checkpoint, in_flight, wave)
        finally:
            self._waves.discard(wave)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 2 * MEGABYTE,
        deadline: float = DEADLINE,
        max_redirects: int = 0,
        same_origin: bool = False,
        keep_query: bool = False,
        permit: Permit = lambda: True,
    ) -> Answer:
        """GET ``url``, retrying twice what a retry may mend (connection, 502, 503, 504).

        :param max_bytes: the body is cut there, counted after decompression.
        :param deadline: seconds for everything: retries, redirects and the last byte.
        :param same_origin: redirects to another scheme, host or port are not followed but
            returned; where they are followed, Authorization is dropped.
        :param keep_query: a redirect that names no query gets that of the address before.
        :raises HttpError: there is no answer; see ``importer/http/errors.py``.
        """
        end = time.monotonic() + deadline
        sent = dict(headers or {})
        seen = set()
        for _ in range(max_redirects + 1):
            seen.add(url)
            answer = self._with_retries(url, sent, max_bytes, end, permit)
            target = _redirect_target(answer)
            if target is None or max_redirects == 0:
                return answer
            if origin(target) != origin(url):
                if same_origin:
                    return answer
                sent = {k: v for k, v in sent.items() if k.lower() != "authorization"}
            if keep_query and not urlsplit(target).query:
                target = urlsplit(target)._replace(query=urlsplit(url).query).geturl()
            url = target
            if url in seen:
                break
        raise ConnectionFailed(f"{_host(url)} redirects in a circle, or too often.")

    def send(
        self,
        method: str,
        url: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MEGABYTE,
        deadline: float = DEADLINE,
    ) -> Answer:
        """POST, PUT, PATCH or DELETE with a body: once, as twice may be one time too many, and
        without following redirects.

        :param deadline: seconds until the last byte of the answer.
        :raises HttpError: there is no answer; the other side may have acted all the same.
        """
        request = self._prepare(url, headers or {}, method, body)
        return self._attempt(request, max_bytes, time.monotonic() + deadline)

    def _with_retries(
        self, url: str, headers: Mapping[str, str], max_bytes: int, end: float, permit: Permit
    ) -> Answer:
        if not permit():
            raise CallNotPermitted("No call is left.")
        request = self._prepare(url, headers)
        outcome: Answer | ConnectionFailed
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                outcome = self._attempt(request, max_bytes, end)
                if outcome.status not in _WORTH_RETRYING:
                    return outcome
            except ConnectionFailed as error:
                outcome = error
            pause = random.uniform(0.5, 1.0) * 0.3 * 2**attempt  # noqa: S311
            is_last = attempt == _ATTEMPTS or time.monotonic() + pause >= end
            if is_last or current_wave().abandoned.wait(pause) or not permit():
                break
        if isinstance(outcome, ConnectionFailed):
            raise outcome
        return outcome

    def _attempt(self, request: requests.PreparedRequest, max_bytes: int, end: float) -> Answer:
        url = str(request.url)
        with Lifeline(end - time.monotonic()) as line:
            try:
                answer = self._exchange(request, max_bytes)
            except (requests.RequestException, OSError) as error:
                if not line.was_cut:
                    raise _translated(error, url) from error
            # A shut socket looks like the regular end of a body without a length.
            if line.was_cut:
                raise DeadlineExceeded(f"{_host(url)} did not answer in time.")
        return answer

    def _prepare(
        self, url: str, headers: Mapping[str, str], method: str = "GET", body: bytes | None = None
    ) -> requests.PreparedRequest:
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
            raise AddressRefused("Only http and https addresses without credentials are called.")
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **headers}
        try:
            return self._session.prepare_request(
                requests.Request(method, url, headers=sent, data=body)
            )
        except (requests.RequestException, ValueError) as error:
            raise AddressRefused("That is not an http address.") from error

    def _exchange(self, request: requests.PreparedRequest, max_bytes: int) -> Answer:
        response = self._session.send(
            request, stream=True, timeout=self._timeout, allow_redirects=False
        )
        with response:
            body, truncated = _read(response, max_bytes)
            return Answer(
                response.status_code,
                CaseInsensitiveDict(response.headers),
                body,
                str(request.url),
                truncated,
            )


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: what has to stay the same for a credential to go along."""
    parts = urlsplit(url)
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        parts.port or _DEFAULT_PORTS.get(parts.scheme, 0),
    )


def _read(response: requests.Response, max_bytes: int) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > max_bytes:
            return bytes(body[:max_bytes]), True
    return bytes(body), False


def _redirect_target(answer: Answer) -> str | None:
    location = answer.headers.get("Location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        target = urljoin(answer.url, location)
        origin(target)
    except ValueError as error:
        raise AddressRefused("A redirect leads to something that is no address.") from error
    return target


# What a person can make something of, by the kind of the innermost error that is known.
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "its name could not be resolved"),
    (ConnectionRefusedError, "it refuses connections"),
    (ssl.SSLError, "its certificate or encryption is not in order"),
    (TimeoutError, "it did not answer in time"),
    (requests.Timeout, "it did not answer in time"),
)


def _translated(error: Exception, url: str) -> HttpError:
    """The refusal that urllib3 and requests have wrapped, or a failed connection."""
    reason = "the connection broke off"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AddressRefused):
            return cause
        reason = next((said for kind, said in _REASONS if isinstance(cause, kind)), reason)
        cause = cause.__cause__ or cause.__context__
    return ConnectionFailed(f"{_host(url)} could not be reached: {reason}.")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The host"
