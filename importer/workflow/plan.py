"""What would become of a list of addresses, said before anything starts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from importer.clock import now
from importer.errors import AddressError, TooMany
from importer.models import ACTIVE_STATES, ImportJob, Project
from importer.snapshot import RepoRef
from importer.workflow.duplicates import FORMER_NAME_TRUSTED

MOST = 1000
# Of a line, as it is shown again; an address is shorter.
LONGEST_SHOWN = 200


class Verdict(StrEnum):
    NEW = "new"
    IMPORTED = "imported"
    QUEUED = "queued"
    DOUBLED = "doubled"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list.

    :param number: which line, from 1, blank ones counted.
    :param project_slug: of the page there is already.
    :param job_public_id: of the import that is under way already.
    :param first_number: the line that names the same repository.
    :param error: why it is no address.
    """

    number: int
    text: str
    verdict: Verdict
    ref: RepoRef | None = None
    project_slug: str = ""
    job_public_id: str = ""
    first_number: int = 0
    error: AddressError | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    entries: list[Entry]

    @property
    def new(self) -> list[RepoRef]:
        """What would be imported, in the order of the list."""
        return [entry.ref for entry in self.of(Verdict.NEW) if entry.ref]

    def of(self, *verdicts: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.verdict in verdicts]


def read(session: Session, user_id: int, text: str, parse: Callable[[str], RepoRef]) -> Plan:
    """Understand a list: one address a line; blank lines and lines after ``#`` say nothing.

    :raises TooMany: more than :data:`MOST` addresses.
    """
    lines = list(_lines(text))
    if len(lines) > MOST:
        raise TooMany(len(lines), MOST)
    entries = _doubles_marked([_understood(number, line, parse) for number, line in lines])
    keys = [entry.ref.source_key for entry in entries if entry.ref]
    slugs, jobs = _imported(session, user_id, keys), _under_way(session, user_id, keys)
    return Plan([_judged(entry, slugs, jobs) for entry in entries])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        # The mark that some editors put before the first line of a file.
        stripped = line.strip().lstrip("\ufeff")
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def _understood(number: int, line: str, parse: Callable[[str], RepoRef]) -> Entry:
    shown = line[:LONGEST_SHOWN]
    try:
        return Entry(number, shown, Verdict.NEW, parse(line))
    except AddressError as error:
        return Entry(number, shown, Verdict.NOT_UNDERSTOOD, error=error)


def _doubles_marked(entries: list[Entry]) -> list[Entry]:
    first: dict[str, int] = {}
    marked = []
    for entry in entries:
        if entry.ref is None:
            marked.append(entry)
            continue
        number = first.setdefault(entry.ref.source_key, entry.number)
        doubled = number != entry.number
        marked.append(
            Entry(entry.number, entry.text, Verdict.DOUBLED, first_number=number)
            if doubled
            else entry
        )
    return marked


def _judged(entry: Entry, slugs: dict[str, str], jobs: dict[str, str]) -> Entry:
    if entry.ref is None:
        return entry
    key = entry.ref.source_key
    if key in slugs:
        return Entry(entry.number, entry.text, Verdict.IMPORTED, entry.ref, project_slug=slugs[key])
    if key in jobs:
        return Entry(entry.number, entry.text, Verdict.QUEUED, entry.ref, job_public_id=jobs[key])
    return entry


def _imported(session: Session, user_id: int, keys: Sequence[str]) -> dict[str, str]:
    """The pages there are, by present name and by a former one that is still believed."""
    present = Project.source_key.in_(keys)
    former = and_(
        Project.former_key.in_(keys), Project.former_seen_at > now() - FORMER_NAME_TRUSTED
    )
    found: dict[str, str] = {}
    for condition, column in ((former, Project.former_key), (present, Project.source_key)):
        rows = select(column, Project.slug).where(Project.user_id == user_id, condition)
        found |= {str(key): slug for key, slug in session.execute(rows)}
    return found


def _under_way(session: Session, user_id: int, keys: Sequence[str]) -> dict[str, str]:
    wanted = set(keys)
    rows = select(ImportJob.source_key, ImportJob.public_id).where(
        ImportJob.user_id == user_id, ImportJob.state.in_(ACTIVE_STATES)
    )
    return {key: name for key, name in session.execute(rows) if key in wanted}
