"""Where a running import stops to look up: has it been canceled, is its time over, is the worker
being stopped? And where it says that it is getting on."""

import threading
import time
from collections.abc import Callable

from importer.errors import ImportTimeout
from importer.workflow import runs
from importer.workflow.runs import Run

BEAT_SECONDS = 1.0


class WorkerStopping(Exception):
    """The worker has been asked to stop; the job is to be given back."""


class Checkpoint:
    """Called by the import's own thread between calls, and while it waits for one.

    It is not a side thread on purpose: that would keep a hung import alive.

    :param seconds: what the run may take in all.
    :param stopping: set when the worker process shuts down.
    :param counted: told how many of the calls of a wave have been answered, and of how many.
    """

    def __init__(
        self,
        run: Run,
        seconds: float,
        stopping: threading.Event,
        counted: Callable[[int, int], None] | None = None,
    ) -> None:
        self._run = run
        self.counted = counted
        self._deadline = time.monotonic() + seconds
        self._stopping = stopping
        self._last_beat = time.monotonic()

    def __call__(self) -> None:
        """:raises RunLost: canceled, or given to another worker.
        :raises ImportTimeout: the run's time is over.
        :raises WorkerStopping: the worker is shutting down."""
        if self._stopping.is_set():
            raise WorkerStopping
        if time.monotonic() > self._deadline:
            raise ImportTimeout
        if time.monotonic() - self._last_beat >= BEAT_SECONDS:
            runs.beat(self._run)
            self._last_beat = time.monotonic()
