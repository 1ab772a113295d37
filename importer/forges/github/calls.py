"""Calls to the REST API on behalf of one import: quota, token, redirects, refusals."""

import threading
from collections.abc import Iterable

from importer.clock import now
from importer.errors import CredentialRefused, ForgeError, RateLimited
from importer.forges.base import Allowance, Credential
from importer.forges.github.limits import budget
from importer.forges.github.refusals import is_about_the_token, refusal
from importer.forges.wire import unreachable
from importer.http import Answer, HttpClient, HttpError
from importer.http.client import MEGABYTE
from importer.snapshot import ImportWarning

JSON = "application/vnd.github+json"
RAW = "application/vnd.github.raw+json"
TOKEN_REFUSED = ImportWarning(
    "AUTH_INVALID",
    "The forge refused the access token (expired or revoked): imported without it.",
)
TOKEN_NOT_ALLOWED = "TOKEN_NOT_ALLOWED"  # noqa: S105
_HOPS = 3


class Calls:
    """Thread-safe. A token that is refused once is not sent again in the same import.

    :param without_token: it was refused in an earlier wave of this import.
    :param may_drop_token: whether to try again anonymously when the token is refused.
    """

    def __init__(
        self,
        http: HttpClient,
        api_url: str,
        credential: Credential,
        allowance: Allowance,
        *,
        without_token: bool = False,
        may_drop_token: bool = True,
    ) -> None:
        self._http = http
        self._api_url = api_url
        self.allowance = allowance
        self._credential = credential
        self._without_token = without_token
        self._may_drop_token = may_drop_token
        self._lock = threading.Lock()
        self._warnings: dict[str, ImportWarning] = {}

    @property
    def token(self) -> str:
        refused = self._without_token or self.allowance.credential_refused
        return "" if refused else self._credential.token

    @property
    def warnings(self) -> tuple[ImportWarning, ...]:
        with self._lock:
            return tuple(self._warnings.values())

    def get(
        self,
        path: str,
        *,
        accept: str = JSON,
        max_bytes: int = 2 * MEGABYTE,
        expected: frozenset[int] = frozenset(),
        granted: bool = False,
        etag: str = "",
    ) -> Answer:
        """GET a path below the API's base; a success, or one of the ``expected`` statuses.

        :param granted: the first attempt's share of the quota was taken by the caller.
        :param etag: of what is known already; 304 is then one of the expected answers.
        :raises ForgeError: any other answer, or none.
        """
        token = self.token
        answer = self._send(path, token, accept, max_bytes, granted, etag)
        if etag and answer.status == 304:
            return answer
        if answer.status in expected or 200 <= answer.status < 300:
            return answer
        error = refusal(answer, authorized=bool(token), now=now())
        if token and self._may_drop_token and is_about_the_token(error):
            return self._anonymously(error, path, accept, max_bytes, expected)
        raise error

    def _anonymously(
        self, error: ForgeError, path: str, accept: str, max_bytes: int, expected: frozenset[int]
    ) -> Answer:
        """The same call without the token: public repositories can be read without it.

        Once, and the token is not sent again: repeated refusals get the account locked out.
        """
        refused = isinstance(error, CredentialRefused)
        self.allowance.credential_refused |= refused
        self._without_token = True
        answer = self._send(path, "", accept, max_bytes, granted=False)
        # An anonymous 404 says nothing new: the repository is private, and the token was refused.
        if 200 <= answer.status < 300 or answer.status in expected - {404}:
            self._warn(TOKEN_REFUSED if refused else _not_allowed(error))
            return answer
        anonymous = refusal(answer, authorized=False, now=now())
        raise anonymous if isinstance(anonymous, RateLimited) else error

    def _send(
        self, path: str, token: str, accept: str, max_bytes: int, granted: bool, etag: str = ""
    ) -> Answer:
        headers = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        if etag:
            headers["If-None-Match"] = etag
        if token:
            headers["Authorization"] = f"Bearer {token}"
        first = iter([True] if granted else [])
        try:
            answer = self._http.get(
                self._api_url + path,
                headers=headers,
                max_bytes=max_bytes,
                max_redirects=_HOPS,
                same_origin=True,
                # The new address of a renamed repository's tree must stay recursive.
                keep_query=True,
                permit=lambda: next(first, False) or self.allowance.take(),
            )
        except HttpError as error:
            raise unreachable(error, self.allowance) from error
        self._observe(answer, token)
        return answer

    def _observe(self, answer: Answer, token: str) -> None:
        """Keep what is left, unless it is the anonymous budget and the token's is asked for."""
        is_own = bool(token) or not self._credential.token or self.allowance.credential_refused
        if is_own and (seen := budget(answer.headers, now())) is not None:
            self.allowance.observe(seen)

    def _warn(self, warning: ImportWarning) -> None:
        with self._lock:
            self._warnings[warning.code] = warning


def was_not_allowed(warnings: Iterable[ImportWarning]) -> bool:
    """Whether an organisation has refused the token in an earlier wave."""
    return any(warning.code == TOKEN_NOT_ALLOWED for warning in warnings)


def _not_allowed(error: ForgeError) -> ImportWarning:
    """Which of the organisation's rules it was, and where it is mended."""
    mend = f" See {error.link}" if error.link else ""
    return ImportWarning(TOKEN_NOT_ALLOWED, f"{error.message} Imported without the token.{mend}")
