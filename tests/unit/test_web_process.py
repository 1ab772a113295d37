"""Each web process stays on a processor of its own."""

import os
import subprocess
import sys

SCRIPT = """
import os, types
from importer.web_process import post_fork
usable = sorted(os.sched_getaffinity(0))
for age in range(1, 5):
    os.sched_setaffinity(0, usable)
    post_fork(None, types.SimpleNamespace(age=age))
    print(*os.sched_getaffinity(0))
"""


def test_processes_take_the_usable_processors_in_turn():
    # In a process of its own, as the pinning would stay with this one.
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=30
    ).stdout.split()
    usable = sorted(os.sched_getaffinity(0))
    assert [int(number) for number in said] == [usable[age % len(usable)] for age in range(1, 5)]
