"""What both queues' producers and tasks share: a nudge in, a number of nanoseconds out.

Imported by the rival as well, so nothing but the standard library. The monotonic clock is one for
all processes of a machine.
"""

import os
import socket
import sys
import time
from collections.abc import Callable

SOCKET = "BENCH_SOCKET"


def report(sent_ns: int) -> None:
    """In the task: say how long ago it was sent."""
    elapsed = time.monotonic_ns() - sent_ns
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(str(elapsed).encode(), os.environ[SOCKET])


def produce(enqueue: Callable[[int], object]) -> None:
    """Enqueue one task, stamped with the present, for each line of standard input."""
    for _ in sys.stdin:
        enqueue(time.monotonic_ns())
