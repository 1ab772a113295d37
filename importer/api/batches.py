"""Batches: several repositories imported one after another."""

from typing import Any

from flask import Response, jsonify, url_for

from importer import tasks
from importer.api.asked import body
from importer.api.blueprint import api, caller, needs
from importer.api.idempotency import batch_once
from importer.api.schemas import BatchRequest
from importer.database import db
from importer.errors import NotFound
from importer.models import ImportBatch, ImportJob, JobState, Scope
from importer.workflow import listing, turns
from importer.workflow.listing import BatchSummary, Section
from importer.workflow.plan import Entry, Plan
from importer.workflow.status import API_STATUS

Answer = tuple[Response, int]


@api.post("/batches/", strict_slashes=False)
@needs(Scope.IMPORT)
def start_batch() -> Answer:
    """Import what is new of ``urls``: 202 with the batch and what becomes of each address.

    ``queue``: behind what is under way, which otherwise refuses the batch with 409.
    ``dry_run``: only say what would happen, with 200.
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
def batches() -> Response:
    """The caller's last batches, the newest first."""
    found = listing.batches(db.session(), caller().id)
    return jsonify({"success": True, "batches": [_batch(one) for one in found]})


@api.get("/batches/<batch_id>/", strict_slashes=False)
def batch_status(batch_id: str) -> Response:
    """The batch with its tasks in the order of the list."""
    batch = _owned_or_404(batch_id)
    jobs = listing.jobs_of(db.session(), batch)
    shown = _batch(listing.summary(db.session(), batch))
    return jsonify({"success": True, "batch": shown | {"tasks": [_task(job) for job in jobs]}})


@api.post("/batches/<batch_id>/cancel/", strict_slashes=False)
@needs(Scope.IMPORT)
def cancel_batch(batch_id: str) -> Response:
    """End what has not ended of it."""
    batch = _owned_or_404(batch_id)
    if batch.finished_at is None:
        turns.cancel_all(batch.user_id)
    return _shown(batch)


@api.post("/batches/<batch_id>/retry/", strict_slashes=False)
@needs(Scope.IMPORT)
def retry_batch(batch_id: str) -> Answer:
    """Try again what failed of it: in a batch of its own, or behind what is under way."""
    again = tasks.retry_failed(caller(), _owned_or_404(batch_id))
    if again is None:
        raise NotFound("Nothing of that batch failed and waits to be tried again.")
    return _shown(again), 202


@api.post("/batches/<batch_id>/pause/", strict_slashes=False)
@needs(Scope.IMPORT)
def pause_batch(batch_id: str) -> Response:
    """Let nothing more of it begin; what runs comes to its end."""
    batch = _owned_or_404(batch_id)
    if batch.finished_at is None:
        turns.pause(batch.user_id)
    return _shown(batch)


@api.post("/batches/<batch_id>/resume/", strict_slashes=False)
@needs(Scope.IMPORT)
def resume_batch(batch_id: str) -> Response:
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
