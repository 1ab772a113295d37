"""Batches: several repositories imported one after another."""

from typing import Any

from flask import Response, jsonify, url_for

from importer import tasks
from importer.api.asked import body
from importer.api.blueprint import api, caller, needs
from importer.api.idempotency import batch_once
from importer.api.operations import describe
from importer.api.schemas import (
    BatchAnswer,
    BatchesAnswer,
    BatchPlanned,
    BatchRequest,
    BatchStarted,
    BatchWithTasksAnswer,
)
from importer.database import db
from importer.errors import (
    IdempotencyMismatch,
    ImportInProgress,
    NotFound,
    TooMany,
    TooManyImports,
)
from importer.models import ImportBatch, ImportJob, JobState, Scope
from importer.workflow import listing, turns
from importer.workflow.listing import BatchSummary, Section
from importer.workflow.plan import Entry, Plan
from importer.workflow.status import API_STATUS

Answer = tuple[Response, int]


@api.post("/batches/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe(
    "Batches",
    {200: BatchPlanned, 202: BatchStarted},
    body=BatchRequest,
    errors=(IdempotencyMismatch, ImportInProgress, TooMany, TooManyImports),
    takes_key=True,
)
def start_batch() -> Answer:
    """Import several repositories, one after another.

    Says what becomes of each address; with `dry_run` nothing else happens, and the answer is 200.
    """
    asked = body(BatchRequest)
    # A line break within an address would make two of it.
    urls = [" ".join(url.split()) for url in asked.urls]
    plan = tasks.plan_batch(caller(), "\n".join(urls))
    entries = [_entry(entry) for entry in plan.entries]
    if asked.dry_run:
        return jsonify({"success": True, "batch": None, "addresses": entries}), 200
    batch = batch_once(urls, lambda public_id: _start(asked, plan, public_id))
    shown = _batch(listing.summary(db.session(), batch))
    return jsonify({"success": True, "batch": shown, "addresses": entries, "data": shown}), 202


@api.get("/batches/", strict_slashes=False)
@describe("Batches", {200: BatchesAnswer})
def batches() -> Response:
    """List your last batches."""
    found = listing.batches(db.session(), caller().id)
    return jsonify({"success": True, "batches": [_batch(one) for one in found]})


@api.get("/batches/<batch_id>/", strict_slashes=False)
@describe("Batches", {200: BatchWithTasksAnswer}, errors=(NotFound,))
def batch_status(batch_id: str) -> Response:
    """Ask how a batch and its imports are getting on."""
    batch = _owned_or_404(batch_id)
    jobs = listing.jobs_of(db.session(), batch)
    shown = _batch(listing.summary(db.session(), batch))
    return jsonify({"success": True, "batch": shown | {"tasks": [_task(job) for job in jobs]}})


@api.post("/batches/<batch_id>/cancel/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe("Batches", {200: BatchAnswer}, errors=(NotFound,))
def cancel_batch(batch_id: str) -> Response:
    """End what has not ended of a batch."""
    batch = _owned_or_404(batch_id)
    if batch.finished_at is None:
        turns.cancel_all(batch.user_id)
    return _shown(batch)


@api.post("/batches/<batch_id>/retry/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe("Batches", {202: BatchAnswer}, errors=(NotFound, TooMany, TooManyImports))
def retry_batch(batch_id: str) -> Answer:
    """Try again what failed of a batch.

    In a batch of its own, or behind what is under way; 404 where nothing of it failed.
    """
    again = tasks.retry_failed(caller(), _owned_or_404(batch_id))
    if again is None:
        raise NotFound("Nothing of that batch failed and waits to be tried again.")
    return _shown(again), 202


@api.post("/batches/<batch_id>/pause/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe("Batches", {200: BatchAnswer}, errors=(NotFound,))
def pause_batch(batch_id: str) -> Response:
    """Let nothing more of a batch begin.

    What runs comes to its end.
    """
    batch = _owned_or_404(batch_id)
    if batch.finished_at is None:
        turns.pause(batch.user_id)
    return _shown(batch)


@api.post("/batches/<batch_id>/resume/", strict_slashes=False)
@needs(Scope.IMPORT)
@describe("Batches", {200: BatchAnswer}, errors=(NotFound,))
def resume_batch(batch_id: str) -> Response:
    """Let a paused batch go on."""
    batch = _owned_or_404(batch_id)
    if batch.finished_at is None:
        tasks.resume(caller())
    return _shown(batch)


def _start(asked: BatchRequest, plan: Plan, public_id: str | None) -> ImportBatch:
    return tasks.start_batch(
        caller(),
        plan,
        is_showcase=asked.is_showcase,
        is_private=asked.is_private,
        append=asked.queue,
        public_id=public_id,
    )


def _owned_or_404(batch_id: str) -> ImportBatch:
    batch = listing.batch_named(db.session(), caller().id, batch_id)
    if batch is None:
        raise NotFound("There is no such batch.")
    return batch


def _shown(batch: ImportBatch) -> Response:
    db.session.commit()
    db.session.refresh(batch)
    return jsonify({"success": True, "batch": _batch(listing.summary(db.session(), batch))})


def _batch(summary: BatchSummary) -> dict[str, Any]:
    batch = summary.batch
    return {
        "id": batch.public_id,
        "status_url": url_for("api.batch_status", batch_id=batch.public_id),
        "created_at": batch.created_at.isoformat(),
        "finished_at": batch.finished_at.isoformat() if batch.finished_at else None,
        "percent": summary.percent,
        "total": summary.total,
        **{section.value: summary.count(section) for section in Section},
    }


def _task(job: ImportJob) -> dict[str, Any]:
    return {
        "task_id": job.public_id,
        "repository": job.path,
        "status": API_STATUS[JobState(job.state)],
        "status_url": url_for("api.task_status", public_id=job.public_id),
        "error_code": job.error_code if job.state == JobState.FAILED else None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    """An address and its verdict; an index into the list that was sent, from 1, names it."""
    shown: dict[str, Any] = {"number": entry.number, "url": entry.text, "verdict": entry.verdict}
    if entry.ref:
        shown["repository"] = f"{entry.ref.host}/{entry.ref.path}"
    if entry.project_slug:
        shown["project_url"] = f"/{caller().username}/{entry.project_slug}"
    if entry.job_public_id:
        shown["task_id"] = entry.job_public_id
    if entry.first_number:
        shown["same_as"] = entry.first_number
    if entry.error:
        shown |= {"error": entry.error.message, "error_code": entry.error.code}
    return shown
