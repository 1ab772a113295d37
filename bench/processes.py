"""CPU time and memory of whole process trees, from ``/proc``."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Memory:
    """One process's resident memory in MiB.

    :param pss: its own pages, and its share of those it shares. Only these add up.
    :param rss: all pages it has, shared ones in full.
    """

    name: str
    pss: float
    rss: float


def tree(pid: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time these processes have used so far."""
    return sum(map(_cpu_ticks, pids)) / _TICKS


def memory(pid: int) -> list[Memory]:
    """Of a process and its descendants."""
    return [_memory(one) for one in tree(pid)]


def _cpu_ticks(pid: int) -> int:
    # The command's name, in parentheses, may hold anything; the fields begin behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(pid: int) -> Memory:
    rows = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    kilobytes = {name: int(rows[name].split()[0]) for name in ("Pss", "Rss")}
    return Memory(_name(pid), kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024)


def _name(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    for sign, name in (
        ("importer.supervisor", "supervisor"),
        ("gunicorn", "web"),
        ("sandbox_child", "sandbox"),
        ("worker", "worker"),
    ):
        if sign in command:
            return name
    return command[:20]
