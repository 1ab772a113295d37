"""One command for web and worker: starts both, restarts what dies, stops both cleanly.

Standard library only and run as a process of its own (``python -m importer.supervisor``), so that
it stays at a few megabytes and nothing of the application can take it down.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_SECONDS = 30.0
# A child that dies this soon after its start is given longer and longer pauses.
SOON_SECONDS = 10.0
LONGEST_PAUSE = 10.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One supervised process, leader of a process group of its own."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = field(default=0.5)

    def start(self) -> None:
        self.started_at = time.monotonic()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own command lines
                self.command, start_new_session=True, preexec_fn=_die_with_parent
            )
        except OSError as error:
            # No memory or no process to be had at this moment; the other child goes on.
            say(f"{self.name} could not be started ({error}); trying again")
            self.start_at = self.started_at + LONGEST_PAUSE

    def tend(self) -> None:
        """Notice a death, end what is left of the group, and start anew after a pause."""
        moment = time.monotonic()
        if self.process is None:
            if moment >= self.start_at:
                self.start()
            return
        if (code := self.process.poll()) is None:
            return
        self.signal(signal.SIGKILL)
        lived = moment - self.started_at
        self.pause = 0.1 if lived > SOON_SECONDS else min(LONGEST_PAUSE, self.pause * 2)
        say(f"{self.name} ended unexpectedly ({_reason(code)}); restarting it")
        self.process = None
        self.start_at = moment + self.pause

    def signal(self, number: signal.Signals) -> None:
        """Send to the whole group: children of the child must not outlive it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def stop_by(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name} did not stop in time; ending it")
        self.signal(signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """:param commands: name of each child and its command line.
    :param address: where the web server will answer, as (host, port)."""

    def __init__(self, commands: dict[str, list[str]], address: tuple[str, int]) -> None:
        self._children = [Child(name, command) for name, command in commands.items()]
        self._address = address
        self._announced = False
        self._stopping = False

    def run(self) -> None:
        """Supervise until SIGINT or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)
        while not self._stopping:
            for child in self._children:
                child.tend()
            self._announce()
            time.sleep(0.05 if not self._announced else 0.2)
        self._stop()

    def _request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _stop(self) -> None:
        say("Stopping…")
        for child in self._children:
            # To the leader only: it ends its own children in good order.
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.stop_by(deadline)
        say("Stopped.")

    def _announce(self) -> None:
        if self._announced:
            return
        with contextlib.suppress(OSError), socket.create_connection(self._address, timeout=1):
            self._announced = True
            say(f"Repofolio is running at {url(self._address)} — Ctrl-C stops it.")


def url(address: tuple[str, int]) -> str:
    """What to type into the browser."""
    host, port = address
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def say(text: str) -> None:
    """To the terminal, at once. If that is gone (SIGHUP), stopping matters more than saying so."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def lock(path: Path, address: tuple[str, int]) -> int | None:
    """Be the only one to serve this instance; None if somebody else does.

    The lock is the kernel's, so it ends with the process however that ends. It outlives an exec,
    as ``flask serve`` takes it before it touches anything; children do not get it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    os.ftruncate(handle, 0)
    os.write(handle, f"{url(address)} (process {os.getpid()})".encode())
    return handle


def _die_with_parent() -> None:
    # If the supervisor is killed, web and worker must not go on without one.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _reason(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _why_not(address: tuple[str, int]) -> str:
    """Why the web server could not listen there; empty if it can."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except socket.gaierror:
            return f"HOST is {address[0]}, which is no address of this machine."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {address[1]} of {address[0]} is in use; set PORT to a free one."
            return f"{url(address)} is not to be had: {error.strerror}. Set HOST and PORT."
    return ""


def main() -> int:
    """``python -m importer.supervisor PLAN``, the plan as JSON from ``flask serve``."""
    plan = json.loads(sys.argv[1])
    address = (plan["host"], plan["port"])
    os.umask(0o077)
    if reason := _why_not(address):
        say(reason)
        return 1
    Supervisor(plan["commands"], address).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
