"""The worker process: a Huey consumer, and a side thread that keeps house."""

import logging
import threading
import time

from flask import Flask

from importer import tasks
from importer.extensions import huey
from importer.tasks import identity
from importer.tasks.chores import Rota
from importer.workflow import workers

log = logging.getLogger("importer.worker")

SWEEP_SECONDS = 2.0
SHUTDOWN_SECONDS = 25


def run(app: Flask) -> None:
    """Work until SIGTERM (or SIGINT twice); running imports are given back to the queue."""
    toolbox = app.extensions["repofolio"]
    threads = toolbox.base_settings.workers
    toolbox.sandbox.warm_up()
    with app.app_context():
        identity.worker_id = workers.sign_on(threads)
        log.info("Worker %s is ready with %d threads", identity.worker_id, threads)
    consumer = huey.create_consumer(
        workers=threads,
        # Only for storages that cannot block: the defaults back off to ten seconds.
        initial_delay=0.02,
        max_delay=0.2,
        periodic=False,
        graceful_signal="TERM",
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    keeper = threading.Thread(
        target=_keep_house, args=(app, consumer.stop_flag), name="Housekeeper", daemon=True
    )
    keeper.start()
    try:
        consumer.run()
    finally:
        identity.stopping.set()
        keeper.join(timeout=5)
        with app.app_context():
            workers.sign_off(identity.worker_id)
        toolbox.close()
        log.info("Worker %s has stopped", identity.worker_id)


def _keep_house(app: Flask, stop_flag: threading.Event) -> None:
    """Be seen every few seconds, sweep, do the chores. Nothing that goes wrong here may end it."""
    seen_at = time.monotonic()
    rota = Rota()
    while True:
        try:
            with app.app_context():
                if time.monotonic() - seen_at >= workers.SEEN_EVERY.total_seconds():
                    _be_seen()
                    seen_at = time.monotonic()
                _sweep()
                rota.do_what_is_due()
        except Exception:
            log.exception("Housekeeping failed; trying again")
        if stop_flag.wait(SWEEP_SECONDS):
            # Running imports learn of it at their next checkpoint.
            identity.stopping.set()
            return


def _be_seen() -> None:
    if identity.worker_id and not workers.be_seen(identity.worker_id):
        log.warning("This worker was taken for dead (a long pause?); signing on again")
        identity.worker_id = workers.sign_on(tasks.toolbox().base_settings.workers)


def _sweep() -> None:
    done = tasks.run_sweep()
    if done.found_something:
        log.info("Swept: %s", done)
