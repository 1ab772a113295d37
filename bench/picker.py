"""The list of 5,000 repositories: the picker's page, its search and the API, and the first reading
of 1,000 from a forge whose every answer comes 150 ms late.

One client: what is measured is how long the person waits who types.
"""

import time
from collections.abc import Sequence

from sqlalchemy import select

from bench import load, seed
from bench.instance import Instance, instance
from bench.seed import Person
from bench.table import Limit, Row, Table, quietest, spread
from importer.connections import accounts, mirror
from importer.database import db
from importer.forges.base import Grant
from importer.models import ConnectionKind, ForgeAccount
from importer.workflow.toolbox import Toolbox
from tools.sample_forge.control import SampleForge

MANY, SOME = 5_000, 1_000
LATENCY_MS = 150
REQUESTS = 100
LIST = Limit("limit", "p99", 50)
SEARCH = Limit("limit", "p99", 30)
FIRST = Limit("limit", "median", 2_000)
QUERIES = ("page=1", "page=40&sort=name", "q=atlas&sort=stars", "owner=demo&per_page=100")
WORDS = ("atlas", "parser", "sync+4", "beacon+bot", "nothing+of+the+kind", "a", "number+4999")


def measure(repeats: int) -> Table:
    table = Table(f"The picker with {MANY:,} repositories (quietest of {repeats} runs)")
    with SampleForge(repositories=MANY) as forge, instance(**forge.environment()) as here:
        (person,) = here.people(1)
        _connect(here, person)
        with here.web():
            for what, limit, requests in _plans(here, person):
                load.run(here.port, [requests])
                runs = [load.run(here.port, [requests]).samples for _ in range(repeats)]
                table.rows.append(Row(what, quietest(runs), limits=[limit]))
                table.notes.append(f"{what}, p99 of each run: {spread(runs)}")
    table.rows.append(Row(f"first reading of {SOME:,}", _first_readings(repeats), limits=[FIRST]))
    table.notes.append(f"The first reading has {LATENCY_MS} ms on each of its eleven answers.")
    return table


def _plans(here: Instance, person: Person) -> list[tuple[str, Limit, Sequence[str]]]:
    cookie = seed.session_cookie(here.port, person)
    page = load.request("GET", "/projects/add", Cookie=cookie)
    found = [
        load.request(
            "GET", f"/projects/add/repositories?q={word}", Cookie=cookie, HX_Request="true"
        )
        for word in WORDS
    ]
    api = [
        load.request("GET", f"/api/github/repos/?{query}", Authorization=person.bearer)
        for query in (
            "page=1",
            "page=40&sort=name",
            "q=atlas&sort=stars",
            "owner=demo&per_page=100",
        )
    ]
    rounds = REQUESTS // len(WORDS) + 1
    return [
        ("page with the picker", LIST, [page] * REQUESTS),
        ("search as one types", SEARCH, found * rounds),
        ("GET /api/github/repos/", LIST, api * (REQUESTS // len(api))),
    ]


def _first_readings(repeats: int) -> list[float]:
    """Milliseconds of wall time, each of another person's list."""
    samples = []
    with (
        SampleForge(repositories=SOME, latency_ms=LATENCY_MS) as forge,
        instance(**forge.environment()) as here,
    ):
        for person in here.people(repeats + 1):
            began = time.perf_counter()
            connecting = _connect(here, person)
            samples.append((time.perf_counter() - began - connecting) * 1000)
    # The first one reads the repositories' languages at the forge.
    return samples[1:]


def _connect(here: Instance, person: Person) -> float:
    """Connect the forge's account and read its list; the seconds that connecting took."""
    with here.seeding():
        toolbox: Toolbox = here.toolbox
        began = time.perf_counter()
        account = accounts.connect(
            toolbox.connector, person.user_id, Grant("demo-token"), ConnectionKind.PAT
        )
        connecting = time.perf_counter() - began
        mirror.sync(toolbox.connector, account.id)
        read = db.session.scalar(select(ForgeAccount.synced_at).filter_by(id=account.id))
    if read is None:
        raise RuntimeError("the list was not read")
    return connecting
