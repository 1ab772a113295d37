"""What every task needs: the application's tools, and which worker process it runs in."""

import threading

from flask import current_app

from importer.workflow.toolbox import Toolbox


class WorkerIdentity:
    """Who this process is while it works; set once by ``importer.worker``.

    :ivar stopping: set when the process has been asked to stop.
    """

    def __init__(self) -> None:
        self.worker_id: str | None = None
        self.stopping = threading.Event()


identity = WorkerIdentity()


def toolbox() -> Toolbox:
    box: Toolbox = current_app.extensions["repofolio"]
    return box
