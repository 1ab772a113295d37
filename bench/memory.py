"""Resident memory of everything that ``serve`` starts: at rest, and after a hundred imports."""

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench import processes
from bench.client import Client
from bench.instance import Instance, instance
from bench.processes import Memory
from bench.seed import Person
from bench.table import Row, Table
from tools.sample_forge.control import SampleForge
from tools.sample_forge.generated import generated_repositories

PEOPLE = 4
IMPORTS_EACH = 25
COUNT = PEOPLE * IMPORTS_EACH


def measure(_repeats: int) -> Table:
    """Memory does not waver as times do: one run is enough."""
    with (
        SampleForge(anonymous_limit=1_000_000) as forge,
        instance(**forge.environment()) as here,
        here.serve() as pid,
    ):
        urls = [f"{forge.web_url}/{name}" for name in _names()]
        # The first import ends when everything has been started and imported.
        _import_all(here, urls[:1])
        stages = {"at rest": _settled(pid)}
        for hundred in (1, 2):
            _import_all(here, urls[hundred * IMPORTS_EACH : (hundred + 1) * IMPORTS_EACH])
            stages[f"after {hundred * COUNT} imports"] = _settled(pid)
    return _table(stages)


def _table(stages: dict[str, list[Memory]]) -> Table:
    table = Table("Resident memory of supervisor, web, worker and sandbox children, summed")
    rest = next(iter(stages.values()))
    for stage, found in stages.items():
        pss, rss = _sums(found)
        table.rows.append(Row(f"{stage}: PSS", [pss], "MiB"))
        table.rows.append(Row(f"{stage}: RSS", [rss], "MiB"))
        grown = pss - _sums(rest)[0]
        table.notes.append(f"{stage}: {_by_name(found)}; growth {grown:+.1f} MiB")
    table.notes.append(
        "By process: PSS, which adds up; RSS counts shared pages in each. One reading."
    )
    return table


def _names() -> list[str]:
    return [one.full_name for one in generated_repositories() if not one.private]


def _import_all(here: Instance, urls: Sequence[str]) -> None:
    """Several people import the same repositories, all at once."""
    with ThreadPoolExecutor(PEOPLE) as executor:
        list(executor.map(lambda person: _import_as(here, person, urls), here.people(PEOPLE)))


def _import_as(here: Instance, person: Person, urls: Sequence[str]) -> None:
    client = Client(here.port, person)
    try:
        for url in urls:
            client.import_repository(url)
    finally:
        client.close()


def _settled(pid: int) -> list[Memory]:
    """The memory of the tree once it has stopped changing."""
    before, found = 0.0, processes.memory(pid)
    while abs(_sums(found)[0] - before) > 0.5:
        time.sleep(1)
        before, found = _sums(found)[0], processes.memory(pid)
    return found


def _sums(found: Sequence[Memory]) -> tuple[float, float]:
    return sum(one.pss for one in found), sum(one.rss for one in found)


def _by_name(found: Sequence[Memory]) -> str:
    groups: defaultdict[str, list[Memory]] = defaultdict(list)
    for one in found:
        groups[one.name].append(one)
    return ", ".join(
        f"{name}{f' ({len(group)})' if len(group) > 1 else ''} {_sums(group)[0]:.1f}"
        for name, group in groups.items()
    )
