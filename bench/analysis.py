"""Time and memory of an analysis, for each of the real repositories beside the project."""

import multiprocessing
import re
import time
from collections.abc import Sequence
from pathlib import Path

from bench.table import Limit, Row, Table, quietest, spread
from importer.analysis.analyse import analyse
from importer.analysis.warm import warm_up
from tests.unit.analysis.builders import CORPUS, corpus

SAMPLES = 20
LIMIT_MS = 5_000.0
"""What an import gives an analysis before it falls back to plain text."""


def measure(repeats: int) -> Table:
    """Each repository in a fresh process, so that its memory is its own."""
    table = Table("Analysis of the real repositories, in the worker's warm child")
    names = sorted(path.name for path in CORPUS.iterdir()) if CORPUS.is_dir() else []
    if not names:
        table.notes.append("There is no corpus beside the project: nothing was measured.")
        return table
    every: list[float] = []
    for name in names:
        runs, grown = _fresh(name, repeats)
        best = quietest(runs)
        every += best
        table.rows.append(Row(name.replace("__", "/")[:37], best))
        table.notes.append(f"{name}: {grown:.1f} MiB more at most; p99 of the runs {spread(runs)}")
    table.rows.append(
        Row("all of them", every, limits=[Limit("the sandbox's limit", "p99", LIMIT_MS)])
    )
    return table


def _fresh(name: str, repeats: int) -> tuple[Sequence[Sequence[float]], float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (name, repeats))


def _measured(name: str, repeats: int) -> tuple[list[list[float]], float]:
    """Milliseconds of each analysis by run, and MiB by which they raised the process's peak."""
    warm_up()
    snapshot = corpus(name)
    # The kernel's own mark of the highest; this sets it back to what is held now.
    Path("/proc/self/clear_refs").write_text("5")
    before = _highest()
    runs = [[_timed(snapshot) for _ in range(SAMPLES)] for _ in range(repeats)]
    return runs, _highest() - before


def _timed(snapshot: object) -> float:
    begun = time.perf_counter()
    analyse(snapshot)  # type: ignore[arg-type]
    return (time.perf_counter() - begun) * 1000


def _highest() -> float:
    """MiB resident at most since the mark was set back."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
