"""Asking how an import is getting on, as scripts and pages do, by sixteen clients at once."""

from bench import load, seed
from bench.instance import Instance, instance
from bench.load import Outcome
from bench.processes import cpu_seconds, tree
from bench.table import Limit, Row, Table, p99, quietest, spread

CLIENTS = 16
REQUESTS = 60
LIMIT = Limit("limit", "p99", 20)
PROMISE = Limit("promise", "p99", 100)


def measure(repeats: int) -> Table:
    table = Table(f"An import's progress, {CLIENTS} clients (quietest of {repeats} runs)")
    with instance() as here, here.web() as pid:
        for what, lanes in _plans(here).items():
            load.run(here.port, lanes)
            measured = [_measured(here.port, pid, lanes) for _ in range(repeats)]
            runs = [outcome.samples for outcome, _ in measured]
            table.rows.append(Row(what, quietest(runs), limits=[LIMIT, PROMISE]))
            outcome, cpu = min(measured, key=lambda one: p99(one[0].samples))
            table.notes.append(_rates(what, outcome, cpu) + f"; p99 of each run {spread(runs)}")
    return table


def _plans(here: Instance) -> dict[str, list[list[str]]]:
    people = here.people(CLIENTS)
    with here.seeding():
        jobs = [seed.running_import(one, "bench/running") for one in people]
    api = [
        load.request("GET", f"/api/integrations/tasks/{job}/", Authorization=one.bearer)
        for one, job in zip(people, jobs, strict=True)
    ]
    page = [
        load.request(
            "GET",
            f"/imports/{job}/progress",
            Cookie=seed.session_cookie(here.port, one),
            HX_Request="true",
        )
        for one, job in zip(people, jobs, strict=True)
    ]
    return {
        "API status (JSON)": [[one] * REQUESTS for one in api],
        "progress partial (HTML)": [[one] * REQUESTS for one in page],
    }


def _measured(port: int, pid: int, lanes: list[list[str]]) -> tuple[Outcome, float]:
    servers = tree(pid)
    before = cpu_seconds(servers)
    outcome = load.run(port, lanes)
    if set(outcome.statuses) != {"200"}:
        raise RuntimeError(f"expected 200 alone, got {outcome.statuses}")
    return outcome, cpu_seconds(servers) - before


def _rates(what: str, outcome: Outcome, cpu: float) -> str:
    count = len(outcome.samples)
    return (
        f"{what}: {count / outcome.wall:,.0f} requests/s; {count / cpu:,.0f} per second of one "
        f"core ({cpu / count * 1000:.2f} ms CPU each); the generator took "
        f"{outcome.cpu / outcome.wall:.0%} of a core"
    )
