"""A worker or web server that dies, as by ``kill -9``, at a chosen line of an import.

``python -m tests.support.crashing POINT worker`` or ``… POINT submit USER ADDRESS``. The process
is the real one; only at the chosen point it kills itself. Where the name says *inside*, an open
transaction dies with it.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from importer import tasks
from importer.accounts import users
from importer.app import create_app
from importer.worker import run
from importer.workflow import admission, pipeline, publish

# Point → the module's name at which the process dies, before calling what stands there.
BEFORE: dict[str, tuple[Any, str]] = {
    "web-inside-admission": (admission.lease, "take"),
    "web-between-commit-and-enqueue": (tasks, "run_import"),
    "worker-before-claim": (pipeline.runs, "claim"),
    "worker-after-claim": (pipeline, "_import"),
    "worker-resolving": (pipeline, "_refuse_known"),
    "worker-before-analysis": (pipeline, "_analyse"),
    "worker-before-saving": (publish, "publish"),
    "worker-inside-final-transaction": (publish.lease, "release"),
}
AFTER: dict[str, tuple[Any, str]] = {
    "worker-after-final-transaction": (publish, "publish"),
}


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_after(function: Callable[..., object]) -> Callable[..., None]:
    def call(*arguments: object, **named: object) -> None:
        function(*arguments, **named)
        die()

    return call


def arm(point: str) -> None:
    if point in BEFORE:
        module, name = BEFORE[point]
        setattr(module, name, die)
    else:
        module, name = AFTER[point]
        setattr(module, name, _die_after(getattr(module, name)))


def main() -> None:
    point, role, *arguments = sys.argv[1:]
    app = create_app()
    arm(point)
    if role == "worker":
        run(app)
    else:
        _submit(app, *arguments)


def _submit(app: Flask, username: str, address: str) -> None:
    with app.app_context():
        user = users.by_name(username)
        assert user is not None
        tasks.submit(user, address)


if __name__ == "__main__":
    main()
