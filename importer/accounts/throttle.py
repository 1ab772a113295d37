"""Slowing down whoever guesses. Counted in a table: neither a restart nor a second process forgets.

Three counts, so that a stranger who guesses at an account can never lock its owner out:

* the *pair* of account and address waits longest, for the stranger alone;
* the *address* waits as long once it has tried many accounts;
* the *account* as a whole is slowed down to one attempt in half a minute, however many addresses
  guess; an address its owner has signed in from lately does not wait for that.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from importer.clock import now
from importer.database import writing
from importer.errors import TooManyAttempts
from importer.models import Throttle

# Quiet for this long, and the count begins again.
FORGIVEN_AFTER = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """:param free: failures without a wait; the next waits ``first``, each further one twice as
        long.
    :param longest: no wait is longer.
    """

    kind: str
    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures < self.free:
            return timedelta()
        doublings: int = 2 ** min(failures - self.free, 20)
        return min(self.first * doublings, self.longest)


PAIR = Rule("pair", 5, timedelta(seconds=2), timedelta(minutes=15))
ADDRESS = Rule("address", 30, timedelta(seconds=2), timedelta(minutes=15))
ACCOUNT = Rule("account", 10, timedelta(seconds=1), timedelta(seconds=30))


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that is counted as failed until :func:`forgive` is told otherwise."""

    counts: tuple[tuple[str, Rule], ...]


def begin(account: str, address: str, *, is_trusted: bool = False) -> Attempt:
    """Count an attempt before it is made: a hundred at once are counted a hundred times.

    :param account: whose; the same for an account whatever it was called.
    :param is_trusted: the owner has been at this address.
    :raises TooManyAttempts: not now; it does not count.
    """
    place = _place(address)
    counts = [
        (_key(PAIR, account, place), PAIR),
        (_key(ADDRESS, "", place), ADDRESS),
    ]
    if not is_trusted:
        counts.append((_key(ACCOUNT, account, ""), ACCOUNT))
    # Always in one order: two that wait for each other's rows would wait for ever.
    counts.sort(key=lambda count: count[0])
    with writing() as session:
        rows = [(_locked_row(session, key, now()), rule) for key, rule in counts]
        # Only now, with the rows locked: of two attempts at once the one that had to wait for the
        # other would seem to be the earlier one, and be refused.
        moment = now()
        if blocked := [row.blocked_until for row, _ in rows if row.blocked_until > moment]:
            raise TooManyAttempts(max(blocked))
        for row, rule in rows:
            _count(row, rule, moment)
    return Attempt(tuple(counts))


def forgive(session: Session, attempt: Attempt) -> None:
    """It succeeded: the account's counts begin again, and the address has one failure less."""
    for key, rule in attempt.counts:
        if rule is ADDRESS:
            session.execute(
                update(Throttle)
                .where(Throttle.key == key, Throttle.failures > 0)
                .values(failures=Throttle.failures - 1, blocked_until=now())
            )
        else:
            session.execute(delete(Throttle).where(Throttle.key == key))


def forget_old(session: Session) -> None:
    """Delete what has long been forgiven."""
    session.execute(delete(Throttle).where(Throttle.last_at < now() - FORGOTTEN_AFTER))


def _count(row: Throttle, rule: Rule, moment: datetime) -> None:
    if row.last_at < moment - FORGIVEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.last_at = moment
    row.blocked_until = moment + rule.wait(row.failures)


def _locked_row(session: Session, key: str, moment: datetime) -> Throttle:
    row = _look(session, key)
    if row is None:
        try:
            with session.begin_nested():
                session.add(Throttle(key=key, failures=0, last_at=moment, blocked_until=moment))
        except IntegrityError:
            # On PostgreSQL another one may have made it in this very moment.
            pass
        row = _look(session, key)
    assert row is not None
    return row


def _look(session: Session, key: str) -> Throttle | None:
    return session.scalar(
        select(Throttle).where(Throttle.key == key).with_for_update(),
        execution_options={"populate_existing": True},
    )


def _key(rule: Rule, account: str, place: str) -> str:
    text = f"{rule.kind}\n{account}\n{place}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _place(address: str) -> str:
    """The address; of IPv6 the network, for one line is given billions of addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
