"""What each view of the API takes and answers, written down beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from importer.api.schemas.base import Answer, Query, Request
from importer.errors import (
    AuthInvalid,
    AuthRequired,
    InvalidInput,
    RepofolioError,
    ScopeMissing,
    TooManyCalls,
)
from importer.models import Scope

View = TypeVar("View", bound=Callable[..., Any])

BODY_TOO_LARGE = (413, "BODY_TOO_LARGE", "The body has more than 256 KiB.")


@dataclass(frozen=True, slots=True)
class Operation:
    """:param tag: under which heading it stands.
    :param answers: by status, where nothing is wrong.
    :param errors: that are its own; those of every call follow from the rest.
    :param takes_key: whether a header ``Idempotency-Key`` means something."""

    tag: str
    answers: Mapping[int, type[Answer]]
    body: type[Request] | None = None
    query: type[Query] | None = None
    errors: tuple[type[RepofolioError], ...] = ()
    takes_key: bool = False

    def problems(self, needed: Scope) -> dict[int, dict[str, str]]:
        """What can go wrong: by status and code, each in a sentence.

        :param needed: the scope a token must have.
        """
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for error in self._all(needed):
            found[error.http_status].setdefault(error.code, error.default_message)
        if self.body:
            status, code, words = BODY_TOO_LARGE
            found[status][code] = words
        return dict(sorted(found.items()))

    def _all(self, needed: Scope) -> Iterator[type[RepofolioError]]:
        yield from (AuthRequired, AuthInvalid, TooManyCalls)
        if needed is not Scope.READ:
            yield ScopeMissing
        if self.body or self.query or self.takes_key:
            yield InvalidInput
        yield from self.errors


def describe(
    tag: str,
    answers: Mapping[int, type[Answer]],
    *,
    body: type[Request] | None = None,
    query: type[Query] | None = None,
    errors: tuple[type[RepofolioError], ...] = (),
    takes_key: bool = False,
) -> Callable[[View], View]:
    """Say of the decorated view what stands in the document; see :class:`Operation`."""

    def mark(view: View) -> View:
        operation = Operation(tag, answers, body, query, errors, takes_key)
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return mark


def of(view: Callable[..., Any]) -> Operation | None:
    """What was said of the view."""
    found: Operation | None = getattr(view, "operation", None)
    return found
