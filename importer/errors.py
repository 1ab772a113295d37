"""Every error a person or a client can meet, and what follows from it.

The tree::

    RepofolioError
    ├── AddressError ── MissingUrl, InvalidUrl, UnknownPlatform
    ├── AdmissionError ── ImportInProgress (AlreadyQueued), DuplicateImport
    ├── IdempotencyMismatch
    ├── InvalidInput ── TooMany
    ├── AccessError ── AuthRequired, AuthInvalid, ScopeMissing, Forbidden, NotFound,
    │       LinkSpent, TooManyAttempts (TooManyCalls, TooManyImports)
    ├── ForgeError
    │   ├── RepositoryNotFound, RepositoryForbidden, RepositoryBlocked
    │   ├── CredentialRefused
    │   ├── RateLimited
    │   ├── ForgeUnreachable
    │   └── ForgeAnswerInvalid
    ├── ImportTimeout
    ├── ImportFailed
    ├── ImportCanceled
    └── NotConnected

The class says what the error *means*: its public ``code``, the HTTP status it turns into, and
whether trying the same thing again can help. The instance says what happened this time.
"""

from datetime import datetime
from typing import ClassVar


class RepofolioError(Exception):
    """An expected error, fit to be shown.

    :param message: what happened, one sentence in plain words, without input echoed unescaped.
    :param suggestion: what to do next; a class default stands in when none is given.
    :param link: an address that mends it or shows what exists, if there is one.
    """

    code: ClassVar[str] = "IMPORT_FAILED"
    http_status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    default_message: ClassVar[str] = "Something went wrong."
    default_suggestion: ClassVar[str] = "Try again; if it stays, tell the administrator the time."

    def __init__(
        self, message: str | None = None, *, suggestion: str | None = None, link: str | None = None
    ) -> None:
        self.message = message or self.default_message
        self.suggestion = suggestion or self.default_suggestion
        self.link = link
        super().__init__(self.message)


class AddressError(RepofolioError):
    """What was given is not a repository's address."""

    code = "INVALID_URL"
    http_status = 400
    default_message = "That is not the address of a repository."
    default_suggestion = "An address looks like https://github.com/owner/repository."


class MissingUrl(AddressError):
    code = "MISSING_URL"
    default_message = "No repository address was given."


class InvalidUrl(AddressError):
    code = "INVALID_URL"


class UnknownPlatform(AddressError):
    """A well-formed address of a host that no forge here speaks to."""

    code = "UNKNOWN_PLATFORM"
    default_message = "Repositories of that host cannot be imported here."

    def __init__(self, message: str | None = None, *, supported: tuple[str, ...] = ()) -> None:
        self.supported = supported
        listed = ", ".join(supported)
        super().__init__(message, suggestion=f"Supported: {listed}." if listed else None)


class AdmissionError(RepofolioError):
    """The import was not started."""

    http_status = 409


class ImportInProgress(AdmissionError):
    """The person's one import is running; ``job_public_id`` names it."""

    code = "IMPORT_IN_PROGRESS"
    default_message = "You already have an import in progress"
    default_suggestion = "Wait until it ends, or cancel it; then start this one."

    def __init__(self, job_public_id: str | None = None) -> None:
        self.job_public_id = job_public_id
        super().__init__()


class AlreadyQueued(ImportInProgress):
    """The repository is being imported, or waits for its turn; ``job_public_id`` names the job."""

    code = "ALREADY_QUEUED"
    default_message = "That repository is in your queue already"
    default_suggestion = "Nothing to do: its turn will come."


class IdempotencyMismatch(RepofolioError):
    """The request's Idempotency-Key was sent before, with something else."""

    code = "IDEMPOTENCY_MISMATCH"
    http_status = 422
    default_message = "That Idempotency-Key has started the import of another repository."
    default_suggestion = "Send a new key with each new import."


class DuplicateImport(AdmissionError):
    """The repository has a project already; ``project_id`` is its row."""

    code = "DUPLICATE_IMPORT"
    default_message = "Repository already imported"
    default_suggestion = "Open the existing project, or delete it to import again."

    def __init__(self, project_id: int) -> None:
        self.project_id = project_id
        super().__init__()


class InvalidInput(RepofolioError):
    """A field's value is not acceptable; ``field`` names it."""

    code = "INVALID_INPUT"
    http_status = 400
    default_message = "What was sent is not acceptable."
    default_suggestion = "Correct it and try again."

    def __init__(self, field: str, message: str, *, suggestion: str | None = None) -> None:
        self.field = field
        super().__init__(message, suggestion=suggestion)


class TooMany(InvalidInput):
    """More addresses than one batch takes."""

    code = "TOO_MANY"
    http_status = 413
    default_message = "That would be more imports than a queue takes."

    def __init__(self, number: int, most: int) -> None:
        super().__init__(
            "addresses",
            f"That would be {number:,} imports; a queue takes {most:,}.",
            suggestion="Import the rest when these are done.",
        )


class AccessError(RepofolioError):
    """The caller may not have this."""


class AuthRequired(AccessError):
    code = "AUTH_REQUIRED"
    http_status = 401
    default_message = "You are not signed in."
    default_suggestion = "Send an API token: 'Authorization: Bearer <token>'."


class AuthInvalid(AccessError):
    code = "AUTH_INVALID"
    http_status = 401
    default_message = "That token is not valid here."
    default_suggestion = "Make a new API token and send it: 'Authorization: Bearer <token>'."


class ScopeMissing(AccessError):
    """:param needed: the scope a token must have for this."""

    code = "SCOPE_MISSING"
    http_status = 403
    default_message = "This token may not do that."

    def __init__(self, needed: str) -> None:
        self.needed = needed
        super().__init__(
            suggestion=f"Make one with the scope '{needed}' and send that.",
        )


class Forbidden(AccessError):
    code = "FORBIDDEN"
    http_status = 403
    default_message = "You may not do that."
    default_suggestion = "Sign in with an account that may."


class NotFound(AccessError):
    code = "NOT_FOUND"
    http_status = 404
    default_message = "There is nothing here, or not for this account."
    default_suggestion = "Check the address."


class LinkSpent(AccessError):
    """A link that was to be used once, or for a time."""

    code = "LINK_SPENT"
    http_status = 410
    default_message = "This link has been used, or has expired."
    default_suggestion = "Ask for a new one."


class TooManyAttempts(AccessError):
    """Tried too often in vain; ``retry_at`` (aware) is the first moment it may be tried again."""

    code = "RATE_LIMIT_EXCEEDED"
    http_status = 429
    default_message = "That was tried too often."
    default_suggestion = "Wait until then, and try again."

    def __init__(self, retry_at: datetime, message: str | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(message or f"Too many attempts. Try again at {retry_at:%H:%M:%S} UTC.")


class TooManyCalls(TooManyAttempts):
    """Of the API."""

    default_suggestion = "Wait as long as the header Retry-After says, and ask less often."

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at, "Those were too many calls in one minute.")


class TooManyImports(TooManyAttempts):
    """More than the instance lets one person ask for in an hour."""

    default_suggestion = "Wait until then, or import fewer at once."

    def __init__(self, retry_at: datetime, most: int) -> None:
        super().__init__(
            retry_at,
            f"Here one person may start {most:,} imports an hour. There is room again at "
            f"{retry_at:%H:%M} UTC.",
        )


class ForgeError(RepofolioError):
    """The forge did not give what was asked for."""


class RepositoryNotFound(ForgeError):
    code = "NOT_FOUND"
    http_status = 404
    default_message = "The repository does not exist, or this account cannot see it."
    default_suggestion = (
        "Check the spelling. If it is private, connect a GitHub account that may read it, under "
        "Settings, Connections."
    )


class RepositoryForbidden(ForgeError):
    """SSO, an address list, a missing permission; ``link`` is where it is mended.

    :param reason: ``sso``, ``ip``, ``app``, ``policy``, ``permission``, or empty where the forge
        does not say.
    """

    code = "FORBIDDEN"
    http_status = 403
    default_message = "The forge refuses access to this repository."
    default_suggestion = "Ask the owner of the repository or of the organisation for access."

    def __init__(
        self,
        message: str | None = None,
        *,
        suggestion: str | None = None,
        link: str | None = None,
        reason: str = "",
    ) -> None:
        self.reason = reason
        super().__init__(message, suggestion=suggestion, link=link)


class RepositoryBlocked(ForgeError):
    code = "UNAVAILABLE_FOR_LEGAL_REASONS"
    http_status = 451
    default_message = "The forge has blocked this repository."
    default_suggestion = "Only its owner can have the block lifted; read the forge's notice."


class CredentialRefused(ForgeError):
    code = "AUTH_INVALID"
    http_status = 401
    default_message = "The forge refused the access token."
    default_suggestion = "It has expired or was revoked: give a new one."


class RateLimited(ForgeError):
    """The forge wants us to wait; ``retry_at`` (aware) is the first moment worth trying."""

    code = "RATE_LIMIT_EXCEEDED"
    http_status = 429
    retryable = True
    default_message = "The forge's rate limit is used up."
    default_suggestion = "Nothing to do: the import goes on by itself. A token raises the limit."

    def __init__(self, retry_at: datetime, message: str | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(message)


class ForgeUnreachable(ForgeError):
    code = "NETWORK_ERROR"
    http_status = 502
    retryable = True
    default_message = "The forge could not be reached, or did not answer in time."
    default_suggestion = (
        "Try again later. If it stays, the administrator can look at this host's connection: "
        "flask --app wsgi doctor."
    )


class ForgeAnswerInvalid(ForgeError):
    """An answer that is no answer: not JSON, of another shape, too large."""

    code = "IMPORT_FAILED"
    http_status = 502
    default_message = "The forge's answer could not be understood."
    default_suggestion = "Try again later; if it stays, tell the administrator."


class ImportTimeout(RepofolioError):
    code = "IMPORT_TIMEOUT"
    http_status = 504
    default_message = "The import took longer than it may."
    default_suggestion = "Try again; the administrator can raise IMPORT_TIMEOUT."


class ImportFailed(RepofolioError):
    code = "IMPORT_FAILED"
    http_status = 500
    default_message = "The import failed for a reason nobody foresaw."
    default_suggestion = "Try again; if it stays, tell the administrator the task's id."


class ImportCanceled(RepofolioError):
    code = "IMPORT_CANCELED"
    http_status = 409
    default_message = "The import was canceled."
    default_suggestion = "Start it again whenever you like."


class NotConnected(RepofolioError):
    """An account at a forge could not be connected; the message says why."""

    code = "CONNECTION_FAILED"
    http_status = 400
    default_message = "The account could not be connected."
    default_suggestion = "Start the connection again."
