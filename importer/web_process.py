"""Gunicorn's settings that are code: each web process stays on a processor of its own.

Python runs one of a process's threads at a time. Left to wander over two processors they hand the
interpreter's lock from cache to cache; kept on one, a request costs half the processor time.
Source: measured, see bench/README.md.
"""

import os
from typing import Any


def post_fork(_server: Any, worker: Any) -> None:
    """Pin the new process; a replacement takes the next processor, not always the same one."""
    if hasattr(os, "sched_setaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {usable[worker.age % len(usable)]})
