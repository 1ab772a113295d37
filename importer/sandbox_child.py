"""The child's side of the sandbox: a loop that works off tasks within limits the kernel keeps.

It imports nothing of the application; tasks bring what they need.
"""

import fcntl
import gc
import os
import pickle
import resource
import select
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

EXTRA_MEMORY = 768 * 1024 * 1024
"""Bytes a task may add to what its child held after preparing."""

_OPEN_FILES = 64


def serve(handle: int) -> None:
    """Work off tasks until the parent hangs up. Only ever called in a child process."""
    _die_with_parent()
    os.nice(10)
    channel = Connection(handle)
    prepare = pickle.loads(channel.recv_bytes())  # noqa: S301 - from our own parent
    channel.send_bytes(_outcome(lambda _: prepare() if prepare else None, None))
    _limit_resources()
    # What was prepared stays for good; leaving it out of every collection saves milliseconds.
    gc.freeze()
    while True:
        try:
            function, argument, timeout = pickle.loads(channel.recv_bytes())  # noqa: S301
        except EOFError:
            return
        _limit_time(timeout)
        answer = _outcome(function, argument)
        signal.setitimer(signal.ITIMER_REAL, 0)
        channel.send_bytes(answer)


def _die_with_parent() -> None:
    """Have the kernel end this process, however busy, when the parent's end of stdin closes.

    SIGIO's default action is to terminate. `PR_SET_PDEATHSIG` would do so already when the
    *thread* that started the child ends.
    """
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    # Nothing is ever written to it: readable means that the parent was gone before the flag stood.
    if select.select([0], [], [], 0)[0]:
        sys.exit(0)


def _limit_resources() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + EXTRA_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _limit_time(timeout: float) -> None:
    """Let the kernel end a task that the parent, for whatever reason, does not.

    The CPU limit counts from the process's birth, hence the sum.
    """
    signal.setitimer(signal.ITIMER_REAL, timeout + 1.0)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + timeout) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _outcome(function: Callable[[Any], object], argument: object) -> bytes:
    try:
        return pickle.dumps((True, function(argument)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return _pickled_error(error)


def _pickled_error(error: Exception) -> bytes:
    """The error as it is, or its text where it cannot travel."""
    try:
        message = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(message)  # noqa: S301 - made in the line above
    except Exception:
        text = f"{type(error).__name__}: {error}"
        return pickle.dumps((False, RuntimeError(text)), pickle.HIGHEST_PROTOCOL)
    return message
