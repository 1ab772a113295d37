"""What each worker process does by itself every so often, besides sweeping imports.

Every process does every chore: a chore is conditional on what it finds, so that two at once do no
harm. It is quick, for the thread that does it also says that this process lives; long work goes
into a task that the chore nudges.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from importer.database import db
from importer.tasks.images import sweep_images
from importer.tasks.mail import sweep_mails
from importer.tasks.notifications import sweep_notifications
from importer.tasks.tidying import tidy_accounts, tidy_imports

log = logging.getLogger("importer.worker")


@dataclass(frozen=True, slots=True)
class Chore:
    """:param every: seconds between its ends and its next turns; at the least two."""

    name: str
    every: float
    run: Callable[[], None]


CHORES: tuple[Chore, ...] = (
    # One a line.
    Chore("mails", 5, sweep_mails),
    Chore("images", 10, sweep_images),
    Chore("accounts", 3600, tidy_accounts),
    Chore("imports", 600, tidy_imports),
    Chore("notifications", 2, sweep_notifications),
)


class Rota:
    """When each chore has its next turn in this process; the first is at once."""

    def __init__(self, chores: tuple[Chore, ...] = CHORES) -> None:
        self._next = dict.fromkeys(chores, 0.0)

    def do_what_is_due(self) -> None:
        """One that fails is logged and has its next turn like the others."""
        for chore, at in self._next.items():
            if time.monotonic() < at:
                continue
            try:
                chore.run()
            except Exception:
                log.exception(
                    "The chore %r failed; its next turn is in %s s", chore.name, chore.every
                )
            # An open transaction would keep SQLite's log from being folded in.
            db.session.remove()
            self._next[chore] = time.monotonic() + chore.every
