"""The optional parts of an import: languages, latest release, contributors.

Each costs one call of the quota, so each is asked for only if one is left, the most useful first,
and each that fails is a warning.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from importer.errors import ForgeError, RateLimited
from importer.forges.base import Allowance
from importer.forges.github import reading
from importer.forges.github.calls import Calls
from importer.forges.wire import decoded
from importer.snapshot import ImportWarning


@dataclass(frozen=True, slots=True)
class Extra:
    """:param field: of the snapshot.
    :param absent: statuses that mean "there is none", and no harm."""

    field: str
    path: str
    read: Callable[[Any], Any]
    absent: frozenset[int]
    consequence: str

    def skipped(self, why: str) -> ImportWarning:
        return ImportWarning(f"{self.field.upper()}_SKIPPED", f"{self.consequence} {why}")

    def fetch(self, calls: Calls) -> tuple[Any, tuple[ImportWarning, ...]]:
        """The value, or None with the warning that says why; quota for it has been taken."""
        try:
            answer = calls.get(self.path, expected=self.absent, granted=True)
            if answer.status != 200:
                return None, ()
            return self.read(decoded(answer)), ()
        except RateLimited:
            return None, (self.skipped("The forge's rate limit is used up."),)
        except ForgeError as error:
            return None, (self.skipped(error.message),)


def extras(full_name: str) -> tuple[Extra, ...]:
    """In the order in which they are worth their call."""
    base = f"/repos/{full_name}"
    none = frozenset({404})
    return (
        Extra(
            "languages",
            f"{base}/languages",
            reading.languages,
            frozenset(),
            "Languages are estimated from the files.",
        ),
        Extra(
            "release",
            f"{base}/releases/latest",
            reading.release,
            none,
            "The latest release was left out.",
        ),
        Extra(
            "contributors",
            f"{base}/contributors?per_page=10",
            reading.contributors,
            none,
            "Contributors were left out.",
        ),
    )


def is_affordable(allowance: Allowance) -> bool:
    """Take a call for an optional part; False if none is left here or at the forge."""
    seen = allowance.observed
    if seen is not None and seen.remaining <= 0:
        return False
    return allowance.take()
