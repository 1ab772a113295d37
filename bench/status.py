"""Asking how an import is getting on, as scripts and pages do, by sixteen clients at once.

The page's partial in two ways: as a page asks that shows the present state already, which most
questions are, and as one to which everything is new.

Once flat out, where the time is mostly that of the fifteen others' requests and says how much the
server can do; once with each client asking ten times a second, ten times as often as a page does.
"""

import contextlib
import html
import http.client
import re

from bench import load, seed
from bench.instance import Instance, instance
from bench.load import Outcome
from bench.processes import cpu_seconds, tree
from bench.table import Limit, Row, Table, p99, quietest, spread

CLIENTS = 16
REQUESTS = 60
PACE_SECONDS = 0.1
PACED_REQUESTS = 20
LIMIT = Limit("limit", "p99", 20)
PROMISE = Limit("promise", "p99", 100)

Run = tuple[Outcome, float]
"""What the clients saw, and the seconds of processor time that the server took for it."""


def measure(repeats: int) -> Table:
    table = Table(f"An import's progress, {CLIENTS} clients (quietest of {repeats} runs)")
    with instance() as here, here.web() as pid:
        for what, lanes in _plans(here).items():
            load.run(here.port, lanes)
            flat_out = [_measured(here.port, pid, lanes, 0) for _ in range(repeats)]
            few = [lane[:PACED_REQUESTS] for lane in lanes]
            paced = [_measured(here.port, pid, few, PACE_SECONDS) for _ in range(repeats)]
            table.rows.append(_row(f"{what}, flat out", flat_out))
            table.rows.append(_row(f"{what}, 160/s", paced))
            table.notes.append(_rates(what, flat_out))
            table.notes.append(f"{what}, p99 of each run at 160/s: {spread(_samples(paced))}")
    return table


def _row(what: str, runs: list[Run]) -> Row:
    return Row(what, quietest(_samples(runs)), limits=[LIMIT, PROMISE])


def _samples(runs: list[Run]) -> list[list[float]]:
    return [outcome.samples for outcome, _ in runs]


def _plans(here: Instance) -> dict[str, list[list[str]]]:
    people = here.people(CLIENTS)
    with here.seeding():
        jobs = [seed.running_import(one, "bench/running") for one in people]
    api = [
        load.request("GET", f"/api/integrations/tasks/{job}/", Authorization=one.bearer)
        for one, job in zip(people, jobs, strict=True)
    ]
    cookies = [seed.session_cookie(here.port, one) for one in people]
    asked = list(zip(cookies, [f"/imports/{job}/progress" for job in jobs], strict=True))
    shown = [(cookie, _asked_next(here.port, cookie, path)) for cookie, path in asked]
    return {
        "API status": [[one] * REQUESTS for one in api],
        "progress partial, nothing new": [[_partial(*one)] * REQUESTS for one in shown],
        "progress partial, drawn": [[_partial(*one)] * REQUESTS for one in asked],
    }


def _partial(cookie: str, path: str) -> str:
    return load.request("GET", path, Cookie=cookie, HX_Request="true")


def _asked_next(port: int, cookie: str, path: str) -> str:
    """What a page asks for that has been given the partial."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Cookie": cookie, "HX-Request": "true"})
        found = re.search(r'hx-get="([^"]+)"', connection.getresponse().read().decode())
    assert found, "the partial of a running import asks for itself again"
    return html.unescape(found[1])


def _measured(port: int, pid: int, lanes: list[list[str]], every: float) -> Run:
    servers = tree(pid)
    before = cpu_seconds(servers)
    outcome = load.run(port, lanes, every)
    if len(outcome.statuses) != 1 or not {"200", "204"}.issuperset(outcome.statuses):
        raise RuntimeError(f"expected one kind of success, got {outcome.statuses}")
    return outcome, cpu_seconds(servers) - before


def _rates(what: str, runs: list[Run]) -> str:
    outcome, cpu = min(runs, key=lambda run: p99(run[0].samples))
    count = len(outcome.samples)
    return (
        f"{what}, flat out: {count / outcome.wall:,.0f} requests/s; {count / cpu:,.0f} per second "
        f"of one core ({cpu / count * 1000:.2f} ms CPU each); the generator took "
        f"{outcome.cpu / outcome.wall:.0%} of a core; p99 of each run {spread(_samples(runs))}"
    )
