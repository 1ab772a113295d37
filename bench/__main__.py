"""``python -m bench [NAME…]``: measure these figures, or all, and print a table of each."""

import argparse
import sys
from collections.abc import Callable
from functools import partial

from bench import (
    admission,
    analysis,
    latency,
    live,
    machine,
    memory,
    page,
    picker,
    queue_page,
    scheduling,
    status,
    unknown,
    wakeup,
)
from bench.table import Table

FIGURES: dict[str, Callable[[int], Table]] = {
    "admission": admission.measure,
    "analysis": analysis.measure,
    "status": status.measure,
    "wakeup": wakeup.measure,
    "latency": latency.measure,
    "page": page.measure,
    "scheduling": scheduling.measure,
    "queue": queue_page.measure,
    "memory": memory.measure,
    "live": live.measure,
    "picker": picker.measure,
    "unknown": unknown.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "figures", nargs="*", metavar="NAME", help=f"{', '.join(FIGURES)}; all unless named"
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=5,
        metavar="N",
        help="repeats; the quietest counts (%(default)s)",
    )
    options = parser.parse_args()
    if unknown := set(options.figures) - set(FIGURES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(FIGURES)}")
    say = partial(print, flush=True)
    say(machine.description())
    for name in options.figures or FIGURES:
        table = FIGURES[name](options.runs)
        say(f"\n{table}\nload while it was measured: {machine.load()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
