"""Starting imports."""

import threading
import time

from flask import Response, current_app, jsonify, url_for
from sqlalchemy.orm import Session

from importer import tasks
from importer.api.asked import body
from importer.api.blueprint import api, caller, needs
from importer.api.errors import project_summary
from importer.api.idempotency import once
from importer.api.operations import describe
from importer.api.schemas import ImportDone, ImportRequest, ImportStarted
from importer.api.tasks import ENDINGS, ended_badly
from importer.clock import now
from importer.database import db
from importer.errors import (
    AlreadyQueued,
    DuplicateImport,
    IdempotencyMismatch,
    ImportInProgress,
    ImportTimeout,
    InvalidUrl,
    MissingUrl,
    RateLimited,
    TooMany,
    TooManyImports,
    UnknownPlatform,
)
from importer.gate import stepped_out
from importer.models import ImportJob, JobState, Project, Scope

Answer = tuple[Response, int]

# A job may wait in the queue before it runs; past this much more than its own time the caller is
# told to look later. The import itself goes on.
QUEUE_ALLOWANCE_SECONDS = 60
# What may stand in the way of an import that is asked for.
REFUSALS = (
    MissingUrl,
    InvalidUrl,
    UnknownPlatform,
    ImportInProgress,
    AlreadyQueued,
    DuplicateImport,
    IdempotencyMismatch,
    TooMany,
    TooManyImports,
)
FIRST_LOOK_SECONDS = 0.02
SLOWEST_LOOK_SECONDS = 0.25


@api.post("/github/import-async/", strict_slashes=False)
@api.post("/integrations/import/", strict_slashes=False, endpoint="import_any")
@needs(Scope.IMPORT)
@describe("Imports", {202: ImportStarted}, body=ImportRequest, errors=REFUSALS, takes_key=True)
def import_async() -> Answer:
    """Start an import and answer at once.

    Ask the address `status_url` until `status` is `SUCCESS`, `FAILURE` or `REVOKED`.
    """
    return _started(_submit())


def _started(job: ImportJob) -> Answer:
    started = {
        "task_id": job.public_id,
        "status_url": url_for("api.task_status", public_id=job.public_id),
        "message": "Import started…",
        "platform": job.forge,
    }
    return jsonify({"success": True, **started, "data": started}), 202


@api.post("/github/import/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe(
    "Imports",
    {201: ImportDone, 202: ImportStarted},
    body=ImportRequest,
    errors=(*REFUSALS, *ENDINGS),
    takes_key=True,
)
def import_and_wait() -> Answer:
    """Start an import and answer when it has ended.

    With half of the server's threads waiting already, the rest is for everybody else: then it
    answers 202 at once. Where no answer comes in time, the import goes on all the same.
    """
    job = _submit()
    places: threading.Semaphore = current_app.extensions["waiting_places"]
    if not places.acquire(blocking=False):
        return _started(job)
    try:
        _await_end(job)
    finally:
        places.release()
    if job.state != JobState.SUCCEEDED or job.project_id is None:
        raise ended_badly(job)
    project = project_summary(db.session.get_one(Project, job.project_id))
    done = {"success": True, "message": f"Successfully imported {job.path}", "project": project}
    return jsonify({**done, "task_id": job.public_id, "data": project}), 201


def _submit() -> ImportJob:
    asked = body(ImportRequest)
    enter = tasks.add_to_queue if asked.queue else tasks.submit
    flags = {"is_showcase": asked.is_showcase, "is_private": asked.is_private}
    return once(asked.url, lambda name: enter(caller(), asked.url, **flags, public_id=name))


def _await_end(job: ImportJob) -> None:
    session: Session = db.session()
    allowed = tasks.toolbox().settings.import_timeout + QUEUE_ALLOWANCE_SECONDS
    deadline = time.monotonic() + allowed
    pause = FIRST_LOOK_SECONDS
    while not job.finished:
        if job.resume_at and (job.resume_at - now()).total_seconds() > deadline - time.monotonic():
            raise RateLimited(job.resume_at, job.message)
        if time.monotonic() > deadline:
            raise ImportTimeout(
                "The import has not ended yet; it goes on in the background.",
                suggestion="Ask for its status.",
                link=url_for("api.task_status", public_id=job.public_id),
            )
        # No transaction stays open, and no turn is taken, while waiting.
        session.commit()
        with stepped_out():
            time.sleep(pause)
        pause = min(SLOWEST_LOOK_SECONDS, pause * 1.3)
        session.refresh(job)
