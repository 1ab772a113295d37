"""Run a pure function on hostile input in a warm child process, within limits.

The limits guard against input that takes for ever or grows without end; they do not confine code
that has been taken over. Children are plain ``python -c`` processes: `multiprocessing`'s spawn, and
Pebble's pool on top of it, first import the parent's main module into the child (Flask's command
line, for a worker) and leave a busy child running when the parent is killed.
"""

import contextlib
import os
import pickle
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

Argument = TypeVar("Argument")
Result = TypeVar("Result")

TASKS_PER_CHILD = 200
"""Then a fresh one, so that fragments and leaks of a library do not pile up."""

_START_TIMEOUT = 30.0
_SLICE = 0.25
_ENTRY = "import sys; from importer.sandbox_child import serve; serve(int(sys.argv[1]))"


class SandboxError(Exception):
    """The task has no result; the sandbox itself is well."""


class SandboxTimeout(SandboxError):
    """The function did not end in its time; its child was killed."""


class SandboxCrashed(SandboxError):
    """The child died or ran out of memory before it had a result."""


class Sandbox:
    """A few child processes, started when first needed, shared by any number of threads.

    :param processes: how many tasks may run at once; further callers wait their turn.
    :param prepare: run once in each new child, for what the first task should not have to pay.
    """

    def __init__(self, processes: int = 1, prepare: Callable[[], object] | None = None) -> None:
        self._prepare = prepare
        self._closed = False
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._slots.put(None)

    def warm_up(self) -> None:
        """Start every child and wait until each is prepared.

        :raises SandboxCrashed: a child cannot be started.
        """
        slots = [self._acquire(_nothing) for _ in range(self._processes)]
        try:
            # All are started before any is waited for, so that they prepare side by side.
            for index, child in enumerate(slots):
                slots[index] = child or self._start()
            for child in filter(None, slots):
                child.await_ready(_nothing)
        finally:
            for child in slots:
                self._release(child)

    def run(
        self,
        function: Callable[[Argument], Result],
        argument: Argument,
        timeout: float = 5.0,
        checkpoint: Callable[[], None] | None = None,
    ) -> Result:
        """Call ``function(argument)`` in a child. Both travel as pickles, so the function must be
        a module's own.

        :param timeout: seconds of wall clock, from the moment the child has the task.
        :param checkpoint: called at least every half second; what it raises ends the task.
        :raises SandboxTimeout: it took longer.
        :raises SandboxCrashed: the child died, or memory ran out, or the sandbox is closed.
        """
        checkpoint = checkpoint or _nothing
        child = self._acquire(checkpoint)
        try:
            if child and not child.usable:
                child.kill()
                child = None
            child = child or self._start()
            return cast(Result, child.call(function, argument, timeout, checkpoint))
        finally:
            self._release(child)

    def close(self) -> None:
        """Kill the idle children; busy ones follow as their tasks end."""
        self._closed = True
        idle = []
        with contextlib.suppress(queue.Empty):
            while True:
                idle.append(self._slots.get_nowait())
        for child in idle:
            self._release(child)

    def _acquire(self, checkpoint: Callable[[], None]) -> "_Child | None":
        while True:
            checkpoint()
            if self._closed:
                raise SandboxCrashed("The sandbox is closed.")
            try:
                return self._slots.get(timeout=_SLICE)
            except queue.Empty:
                continue

    def _release(self, child: "_Child | None") -> None:
        """Free the slot. A child in an unclear state, or at its end, is killed.

        Its successor prepares itself at once, so that the next caller need not wait for that.
        """
        if child and (self._closed or not child.usable):
            child.kill()
            child = None
            with contextlib.suppress(SandboxCrashed):
                child = None if self._closed else self._start()
        self._slots.put(child)

    def _start(self) -> "_Child":
        try:
            return _Child(self._prepare)
        except OSError as error:
            raise SandboxCrashed("No child process can be started.") from error


class _Child:
    """One child process and the socket to it. Used by one thread at a time."""

    def __init__(self, prepare: Callable[[], object] | None) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
                [sys.executable, "-P", "-c", _ENTRY, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=_bare_environment(),
                # Ctrl-C in the terminal is for the parent, which ends its children itself.
                start_new_session=True,
            )
        self._channel = Connection(ours.detach())
        self._ready = False
        self._tasks_left = TASKS_PER_CHILD
        self._busy = False
        try:
            self._send(prepare)
        except SandboxCrashed:
            self.kill()
            raise

    @property
    def usable(self) -> bool:
        return not self._busy and self._tasks_left > 0 and self._process.poll() is None

    def await_ready(self, checkpoint: Callable[[], None]) -> None:
        if not self._ready:
            self._busy = True
            prepared, error = self._receive(_START_TIMEOUT, checkpoint)
            if not prepared:
                raise SandboxCrashed("The child process could not be prepared.") from error
            self._ready, self._busy = True, False

    def call(
        self,
        function: Callable[[Any], Any],
        argument: object,
        timeout: float,
        checkpoint: Callable[[], None],
    ) -> object:
        self.await_ready(checkpoint)
        message = pickle.dumps((function, argument, timeout), pickle.HIGHEST_PROTOCOL)
        self._busy = True
        self._tasks_left -= 1
        self._send_bytes(message)
        succeeded, value = self._receive(timeout, checkpoint)
        self._busy = False
        if succeeded:
            return value
        if isinstance(value, MemoryError):
            self._tasks_left = 0
            raise SandboxCrashed("The task ran out of memory.") from value
        raise value

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._channel.close()
        if self._process.stdin:
            self._process.stdin.close()

    def _send(self, message: object) -> None:
        self._send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def _send_bytes(self, message: bytes) -> None:
        try:
            self._channel.send_bytes(message)
        except OSError as error:
            raise SandboxCrashed("The child process is gone.") from error

    def _receive(self, timeout: float, checkpoint: Callable[[], None]) -> tuple[bool, Any]:
        deadline = time.monotonic() + timeout
        while not self._poll(min(_SLICE, deadline - time.monotonic())):
            checkpoint()
            if time.monotonic() >= deadline:
                raise SandboxTimeout(f"No result within {timeout:g} s.")
        try:
            return cast(tuple[bool, Any], pickle.loads(self._channel.recv_bytes()))  # noqa: S301
        except (EOFError, OSError) as error:
            raise SandboxCrashed("The child process died.") from error

    def _poll(self, seconds: float) -> bool:
        try:
            return self._channel.poll(max(0.0, seconds))
        except OSError as error:
            raise SandboxCrashed("The child process died.") from error


def _bare_environment() -> dict[str, str]:
    """No variable of the parent's, which may hold secrets, but the way to the modules."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}


def _nothing() -> None:
    """The checkpoint of those who have none."""
