"""Workers that are there at once: forked from a process that has loaded the application's code.

``python -m tests.support.nursery`` starts a worker, leader of its own group, for each line that it
reads, and answers with its number. What runs is ``flask --app wsgi worker``, without the second it
takes to load: a test that kills twenty of them would mostly wait for that.
"""

import os
import signal
import sys

from importer import app as assembly
from importer import worker
from importer.analysis import warm
from importer.app import create_app

# Loaded before the first fork, for all of them.
LOADED = (assembly, worker, warm)


def main() -> None:
    # Nobody waits for them: one that was killed must be gone, or it would count as alive.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _be_a_worker()
        print(pid, flush=True)


def _be_a_worker() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    try:
        worker.run(create_app())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
