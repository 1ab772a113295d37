"""How an import is getting on."""

from typing import Any

from flask import Response, jsonify, url_for

from importer import errors
from importer.api.blueprint import api, caller
from importer.api.errors import project_summary
from importer.api.operations import describe
from importer.api.schemas import TaskStatus
from importer.database import db
from importer.errors import NotFound, RepofolioError
from importer.models import ImportJob, JobKind, JobState, Project
from importer.workflow import status
from importer.workflow.status import API_STATUS


@api.get("/integrations/tasks/<public_id>/", strict_slashes=False)
@describe("Imports", {200: TaskStatus}, errors=(NotFound,))
def task_status(public_id: str) -> Response:
    """Ask how an import is getting on.

    Only its owner and administrators are told.
    """
    job = status.owned(db.session(), caller(), public_id)
    if job is None:
        raise NotFound("There is no such task.")
    return jsonify(
        {
            "success": job.state not in (JobState.FAILED, JobState.CANCELED),
            "task_id": job.public_id,
            "status": API_STATUS[JobState(job.state)],
            "progress": {
                "percent": job.percent,
                "step": job.step,
                "message": job.message,
                "eta_seconds": status.eta_seconds(db.session(), job),
            },
            **_outcome(job),
        }
    )


def _outcome(job: ImportJob) -> dict[str, Any]:
    outcome: dict[str, Any] = {}
    if job.state == JobState.SUCCEEDED:
        project = db.session.get(Project, job.project_id) if job.project_id else None
        outcome["result"] = {
            "message": f"Successfully {_DONE[JobKind(job.kind)]} {job.path}",
            "project": project_summary(project) if project else None,
            "warnings": job.warnings,
        }
    # A run that goes on after a wait still carries what it waited for; that is no error any more.
    if job.error_code and job.state in _STATES_WITH_ERROR:
        outcome |= {
            "error": job.error or job.message,
            "error_code": job.error_code,
            "suggestion": job.suggestion or _suggestion(job.error_code),
        }
        if job.project_id and job.state == JobState.FAILED:
            outcome["project"] = project_summary(db.session.get_one(Project, job.project_id))
    if job.resume_at:
        outcome["resume_at"] = job.resume_at.isoformat()
    return outcome


def _suggestion(code: str) -> str:
    return _BY_CODE.get(code, errors.ImportFailed).default_suggestion


def ended_badly(job: ImportJob) -> RepofolioError:
    """The error a job ended with, as it would have been raised, for the blocking endpoint."""
    if job.error_code == errors.DuplicateImport.code and job.project_id:
        return errors.DuplicateImport(job.project_id)
    kind = _BY_CODE.get(job.error_code or "", errors.ImportFailed)
    error = kind(job.error or job.message, suggestion=job.suggestion, link=job.error_link)
    error.link = error.link or url_for("api.task_status", public_id=job.public_id)
    return error


_DONE = {
    JobKind.IMPORT: "imported",
    JobKind.REFRESH: "refreshed",
    JobKind.PREVIEW: "previewed",
}
_STATES_WITH_ERROR = (JobState.WAITING, JobState.FAILED, JobState.CANCELED)

# The classes whose instances need nothing but a sentence; the forge's own before ours.
_PLAIN = (
    errors.ImportFailed,
    errors.ImportTimeout,
    errors.ImportCanceled,
    errors.ForgeUnreachable,
    errors.RepositoryNotFound,
    errors.RepositoryForbidden,
    errors.RepositoryBlocked,
    errors.CredentialRefused,
)
_BY_CODE: dict[str, type[RepofolioError]] = {kind.code: kind for kind in _PLAIN}

# What an import can end with that does not succeed.
ENDINGS = (*_PLAIN, errors.RateLimited)
