"""How long an import takes from a forge whose every answer comes 150 ms late, in multiples of that.

Two waves of calls that depend on each other cannot take less than 2; what is above is our own work
and the calls that had to wait for others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import PROJECT
from bench.client import Client, finished_at
from bench.instance import Instance, instance
from bench.table import Limit, Row, Table
from tools.sample_forge.control import SampleForge

LATENCY_MS = 150
LIMITS = [Limit("limit", "median", 2.5), Limit("limit", "p99", 2.5)]
WARM_UP = "demo/atlas-parser"
BUNDLED = (
    "harbour/tidewater",
    "ferrous/sieve",
    "lumen/orrery",
    "northgate/parcel-api",
    "mozhi/shanshui",
    "stellar/declination",
    "demo/gemstone-calendar",
    # Its README is a symbolic link: where that leads is known only once it has been read.
    "northgate/ledgerbook",
)
CORPUS = PROJECT.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Measured:
    """:param stored: multiples of the latency until the row said that it had ended.
    :param seen: the same until the client knew."""

    stored: float
    seen: float
    requests: int
    connections: int
    quota: int


def measure(repeats: int) -> Table:
    table = Table(f"Import with {LATENCY_MS} ms on every answer, in multiples of that, anonymous")
    with _forge() as forge, instance(**forge.environment()) as here, here.serve():
        _import(here, forge, WARM_UP)
        measured = {
            name: [_import(here, forge, name) for _ in range(repeats)]
            for name in (*BUNDLED, *_real())
        }
    best = {name: min(runs, key=lambda run: run.stored) for name, runs in measured.items()}
    table.rows = [
        Row("until the job's row says so", [one.stored for one in best.values()], "x", LIMITS),
        Row("until the client sees it", [one.seen for one in best.values()], "x", LIMITS),
    ]
    table.notes = [
        f"{name}: {one.stored:.2f} ({one.stored * LATENCY_MS:.0f} ms), seen {one.seen:.2f}; "
        f"{one.requests} requests ({one.quota} of the quota) on {one.connections} connections"
        for name, one in best.items()
    ]
    table.notes.append(
        f"Each repository's quickest of {repeats} imports, so p99 is the slowest one."
    )
    return table


def _real() -> list[str]:
    """Real repositories, where the folder with them is there."""
    return [path.name.replace("__", "/", 1) for path in sorted(CORPUS.glob("*__*"))]


@contextmanager
def _forge() -> Iterator[SampleForge]:
    corpus: Path | None = CORPUS if CORPUS.is_dir() else None
    with SampleForge(corpus, latency_ms=LATENCY_MS, anonymous_limit=1_000_000) as forge:
        yield forge


def _import(here: Instance, forge: SampleForge, name: str) -> Measured:
    """One import by somebody who has none yet; nothing else runs meanwhile."""
    (person,) = here.people(1)
    client = Client(here.port, person)
    forge.reset()
    try:
        done = client.import_repository(f"{forge.web_url}/{name}")
    finally:
        client.close()
    counts = forge.counts()
    stored = finished_at(here.folder / "app.db", done.task_id) - done.sent_at
    unit = LATENCY_MS / 1000
    return Measured(
        stored / unit, done.seen / unit, counts["requests"], counts["connections"], counts["quota"]
    )
