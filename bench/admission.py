"""Admitting and refusing imports, asked by sixteen clients at once.

No worker runs: what is measured is the answer, not the import. As a person may have one running
import, each admission is another person's.
"""

from collections.abc import Sequence

from bench import load, seed
from bench.instance import Instance, instance
from bench.load import Outcome
from bench.seed import Person
from bench.table import Limit, Row, Table, quietest, spread

CLIENTS = 16
ADMISSIONS = 25
LIMIT = Limit("limit", "p99", 50)
PROMISED_START = Limit("promise", "p99", 500)
PROMISED_REFUSAL = Limit("promise", "p99", 100)
KNOWN = "bench/known"


def measure(repeats: int) -> Table:
    accepted, known, busy = [], [], []
    with instance() as here, here.web():
        _admit(here)
        for _ in range(repeats):
            people, outcome = _admit(here)
            accepted.append(outcome.samples)
            known.append(_post(here, people, KNOWN, "409").samples)
            busy.append(_post(here, people, "bench/another", "409").samples)
    title = f"POST /api/github/import-async/, {CLIENTS} clients (quietest of {repeats} runs)"
    return Table(
        title,
        [
            Row("admitted: 202", quietest(accepted), limits=[LIMIT, PROMISED_START]),
            Row("imported already: 409", quietest(known), limits=[LIMIT, PROMISED_REFUSAL]),
            Row("another import runs: 409", quietest(busy), limits=[LIMIT, PROMISED_REFUSAL]),
        ],
        [
            f"p99 of each run in ms: admitted {spread(accepted)}; imported already "
            f"{spread(known)}; another runs {spread(busy)}",
        ],
    )


def _admit(here: Instance) -> tuple[list[Person], Outcome]:
    people = here.people(CLIENTS * ADMISSIONS)
    with here.seeding():
        for one in people:
            seed.project(one, KNOWN)
    return people, _post(here, people, "bench/new", "202")


def _post(here: Instance, people: Sequence[Person], path: str, expected: str) -> Outcome:
    """Everybody asks for ``path``, in as many lanes as there are clients."""
    requests = [
        load.request(
            "POST",
            "/api/github/import-async/",
            {"url": f"https://{seed.HOST}/{path}", "is_showcase": False},
            Authorization=one.bearer,
        )
        for one in people
    ]
    outcome = load.run(here.port, [requests[lane::CLIENTS] for lane in range(CLIENTS)])
    if set(outcome.statuses) != {expected}:
        raise RuntimeError(f"expected {expected} alone, got {outcome.statuses}")
    return outcome
