"""The forge's rate limit as a shared budget: reserved before calling, corrected by its answers."""

from datetime import timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import db, rows_changed, writing
from importer.errors import RateLimited
from importer.forges.base import ANONYMOUS, Allowance, Budget, Credential
from importer.models import RateBudget

# An import needs two calls (the repository and its tree) and makes good use of three more. The
# fewer are left of the hour, the fewer each import gets, so that more of them get the two.
FEWEST_CALLS = 2
CALLS_BY_REMAINING = ((20, 5), (15, 4), (10, 3), (FEWEST_CALLS, FEWEST_CALLS))


def reserve(host: str, credential: Credential) -> Allowance:
    """How many calls this import may spend, taken off the shared budget.

    A window nobody knows yet, or whose time is up, counts as full.

    :raises RateLimited: fewer are left than an import needs.
    """
    known = db.session.scalar(_row(host, credential))
    if known is None or known.reset_at <= now():
        return Allowance(_calls(None, credential))
    calls = _calls(known.remaining, credential)
    with writing() as session:
        changed = rows_changed(
            session,
            update(RateBudget)
            .where(
                RateBudget.host == host,
                RateBudget.credential == credential.label,
                RateBudget.remaining >= max(calls, FEWEST_CALLS),
            )
            .values(remaining=RateBudget.remaining - calls),
        )
    if calls < FEWEST_CALLS or changed != 1:
        raise RateLimited(known.reset_at + timedelta(seconds=1))
    return Allowance(calls)


def settle(host: str, credential: Credential, allowance: Allowance) -> None:
    """Store what the forge itself said is left; its word counts, not our sums."""
    if allowance.observed is None:
        return
    if allowance.credential_refused:
        credential = ANONYMOUS
    try:
        with writing() as session:
            _write(session, host, credential, allowance.observed)
    except IntegrityError:
        # Another import wrote the first word of this host in the same moment: as good as ours.
        return


def _write(session: Session, host: str, credential: Credential, budget: Budget) -> None:
    told = {"quota": budget.limit, "remaining": budget.remaining, "reset_at": budget.reset_at}
    changed = rows_changed(
        session,
        update(RateBudget)
        .where(RateBudget.host == host, RateBudget.credential == credential.label)
        .values(**told),
    )
    if changed == 0:
        session.add(RateBudget(host=host, credential=credential.label, **told))


def _row(host: str, credential: Credential) -> Select[RateBudget]:
    return select(RateBudget).where(
        RateBudget.host == host, RateBudget.credential == credential.label
    )


def _calls(remaining: int | None, credential: Credential) -> int:
    most = 5 if not credential.token else 20
    if remaining is None or remaining >= 100:
        return most
    return next((calls for least, calls in CALLS_BY_REMAINING if remaining >= least), 0)
