"""Gunicorn's settings that are code: each web process stays on a processor of its own, and stops
without waiting for pages that are open.

Python runs one of a process's threads at a time. Left to wander over two processors they hand the
interpreter's lock from cache to cache; kept on one, a request costs half the processor time.
Source: measured, see bench/README.md.
"""

import os
from types import FrameType
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from importer import logs


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads, with a quick end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On SIGTERM. Running requests are waited for; idle connections, which browsers keep open
        for as long as they are let, are not."""
        for connection in [*self.keepalived_conns, *self.pending_conns]:
            connection.timeout = 0.0
        super().handle_exit(sig, frame)


worker_class = "importer.web_process.Worker"


def post_fork(_server: Any, worker: Any) -> None:
    """Pin the new process; a replacement takes the next processor, not always the same one."""
    if hasattr(os, "sched_setaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {usable[worker.age % len(usable)]})


def post_worker_init(worker: Any) -> None:
    """Write the log as configured. End the streams as soon as the process is told to stop: they
    would hold it to the last."""
    settings = worker.wsgi.extensions["repofolio"].base_settings
    logs.configure(settings.log_format, settings.secrets)
    hub = worker.wsgi.extensions["live"]
    hub.serve_while(lambda: worker.alive)
