"""The forge's rate limit as a shared budget: reserved before calling, corrected by its answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import RateLimited
from importer.forges.base import ANONYMOUS, Allowance, Budget, Credential
from importer.models import RateBudget

# An import needs two calls (the repository and its tree) and makes good use of three more. The
# fewer are left of the hour, the fewer each import gets, so that more of them get the two.
FEWEST_CALLS = 2
CALLS_BY_REMAINING = ((20, 5), (15, 4), (10, 3), (FEWEST_CALLS, FEWEST_CALLS))


@contextmanager
def reserved(host: str, credential: Credential) -> Iterator[Allowance]:
    """An allowance for one import, taken off the shared budget for as long as the block runs.

    Afterwards what the forge itself said counts, and what was not spent is given back.

    :raises RateLimited: fewer calls are left than an import needs.
    """
    granted, window = _reserve(host, credential)
    allowance = Allowance(granted)
    try:
        yield allowance
    finally:
        # A forge that answered nothing has counted nothing, however often it was tried.
        spent = allowance.spent if allowance.observed else 0
        _settle(host, credential, allowance, unspent=granted - spent, window=window)


def _reserve(host: str, credential: Credential) -> tuple[int, datetime | None]:
    """How many calls, and the end of the window they were taken from; None for a window nobody
    knows yet or whose time is up, which counts as full."""
    known = db.session.scalar(_row(host, credential))
    if known is None or known.reset_at <= now():
        return _calls(None, credential), None
    calls = _calls(known.remaining, credential)
    taken = calls >= FEWEST_CALLS and _add(
        host, credential, known.reset_at, -calls, RateBudget.remaining >= calls
    )
    if not taken:
        raise RateLimited(known.reset_at + timedelta(seconds=1))
    return calls, known.reset_at


def _settle(
    host: str,
    credential: Credential,
    allowance: Allowance,
    *,
    unspent: int,
    window: datetime | None,
) -> None:
    if window is not None and unspent > 0:
        _add(host, credential, window, unspent)
    if allowance.observed is not None:
        # A refused token's calls were repeated without it, and counted there.
        _hear(host, ANONYMOUS if allowance.credential_refused else credential, allowance.observed)


def _add(
    host: str,
    credential: Credential,
    window: datetime,
    calls: int,
    *conditions: ColumnElement[bool],
) -> bool:
    """Put calls back, or take them (a negative number); False if the window is another by now."""
    statement = (
        update(RateBudget)
        .where(
            RateBudget.host == host,
            RateBudget.credential == credential.label,
            RateBudget.reset_at == window,
            *conditions,
        )
        .values(remaining=RateBudget.remaining + calls)
    )
    with writing() as session:
        return rows_changed(session, statement) == 1


def _hear(host: str, credential: Credential, told: Budget) -> None:
    """Believe the forge: of the window we know the lower figure, of a newer one its own.

    Within a window the figure can only fall, and ours also holds what running imports have
    reserved; an answer that was overtaken by another must not raise it again.
    """
    same = and_(RateBudget.reset_at == told.reset_at, RateBudget.remaining > told.remaining)
    statement = (
        update(RateBudget)
        .where(
            RateBudget.host == host,
            RateBudget.credential == credential.label,
            or_(same, RateBudget.reset_at < told.reset_at),
        )
        .values(quota=told.limit, remaining=told.remaining, reset_at=told.reset_at)
    )
    try:
        with writing() as session:
            known = session.scalar(_row(host, credential)) is not None
            if known:
                rows_changed(session, statement)
            else:
                session.add(_first_word(host, credential, told))
    except IntegrityError:
        # Another import wrote the first word of this host in the same moment: as good as ours.
        return


def _first_word(host: str, credential: Credential, told: Budget) -> RateBudget:
    return RateBudget(
        host=host,
        credential=credential.label,
        quota=told.limit,
        remaining=told.remaining,
        reset_at=told.reset_at,
    )


def _row(host: str, credential: Credential) -> Select[RateBudget]:
    return select(RateBudget).where(
        RateBudget.host == host, RateBudget.credential == credential.label
    )


def _calls(remaining: int | None, credential: Credential) -> int:
    most = 5 if not credential.token else 20
    if remaining is None or remaining >= 100:
        return most
    return next((calls for least, calls in CALLS_BY_REMAINING if remaining >= least), 0)
