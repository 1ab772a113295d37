"""A worker or web server that dies, as by ``kill -9``, at a chosen line of an import.

``python -m tests.support.crashing POINT`` is a worker; ``gunicorn
"tests.support.crashing:web_app('POINT', 'FILE')"`` a web server. The process is the real one; only
at the chosen point it kills itself. Where the name says *inside*, an open transaction dies with it.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from importer.app import create_app
from importer.mail import delivery as mail_delivery
from importer.notifications import delivery
from importer.tasks import imports as tasks
from importer.worker import run
from importer.workflow import admission, pipeline, publish

# Point → the module's name at which the process dies, before calling what stands there.
BEFORE: dict[str, tuple[Any, str]] = {
    "web-inside-admission": (admission.lease, "take"),
    "web-between-commit-and-enqueue": (tasks, "run_import"),
    "worker-before-claim": (pipeline.runs, "claim"),
    "worker-after-claim": (pipeline, "_import"),
    "worker-resolving": (pipeline, "_refuse_known"),
    "worker-before-analysis": (pipeline.analysing, "analyse"),
    "worker-before-saving": (publish, "publish"),
    "mail-after-claim": (mail_delivery.smtp, "send"),
    "notification-after-claim": (delivery.outbox, "about_to_call"),
    "worker-inside-final-transaction": (publish.lease, "release"),
}
AFTER: dict[str, tuple[Any, str]] = {
    "notification-after-call": (delivery, "push_now"),
    "web-after-enqueue": (tasks, "run_import"),
    "worker-after-final-transaction": (publish, "publish"),
}


def arm(point: str, grave: Path | None = None) -> None:
    """Let this process die at the point.

    :param grave: file it leaves behind.
    """

    def die(*_: object, **__: object) -> None:
        if grave:
            grave.touch()
        os.kill(os.getpid(), signal.SIGKILL)

    module, name = (BEFORE | AFTER)[point]
    setattr(module, name, die if point in BEFORE else _followed(getattr(module, name), die))


def _followed(function: Callable[..., object], die: Callable[[], None]) -> Callable[..., None]:
    def call(*arguments: object, **named: object) -> None:
        function(*arguments, **named)
        die()

    return call


def web_app(point: str, grave: str) -> Flask:
    """What ``wsgi:app`` is, in a process that dies at the point unless another did before it."""
    app: Flask = importlib.import_module("wsgi").app
    if not Path(grave).exists():
        arm(point, Path(grave))
    return app


if __name__ == "__main__":
    application = create_app()
    arm(sys.argv[1])
    run(application)
