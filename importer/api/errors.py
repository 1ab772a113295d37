"""Every error of the API in one shape: ``success``, ``error``, ``error_code``, ``suggestion``."""

import logging
import math
from typing import Any

from flask import Response, jsonify, url_for
from werkzeug.exceptions import HTTPException

from importer.api.blueprint import api
from importer.clock import now
from importer.database import db
from importer.errors import (
    AuthInvalid,
    AuthRequired,
    DuplicateImport,
    ImportInProgress,
    RateLimited,
    RepofolioError,
    ScopeMissing,
    TooManyAttempts,
    UnknownPlatform,
)
from importer.models import Project, User

log = logging.getLogger("importer.api")

Answer = tuple[Response, int, dict[str, str]]

_ANY_REQUEST_ERROR = ("INVALID_REQUEST", "Compare the request with the documentation.")
_REQUEST_ERRORS = {
    404: ("NOT_FOUND", "Check the address."),
    405: ("METHOD_NOT_ALLOWED", "The header Allow names the methods of this address."),
    413: ("BODY_TOO_LARGE", 'Send {"url": "…"} and nothing else.'),
}


@api.errorhandler(RepofolioError)
def expected(error: RepofolioError) -> Answer:
    body = {
        "success": False,
        "error": error.message,
        "error_code": error.code,
        "suggestion": error.suggestion,
        **({"link": error.link} if error.link else {}),
        **_particulars(error),
    }
    return jsonify(body), error.http_status, _headers(error)


@api.errorhandler(HTTPException)
def unexpected_request(error: HTTPException) -> Answer:
    status = error.code or 500
    code, suggestion = _REQUEST_ERRORS.get(status, _ANY_REQUEST_ERROR)
    body = {
        "success": False,
        "error": error.description or error.name,
        "error_code": code,
        "suggestion": suggestion,
    }
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return jsonify(body), status, kept


@api.errorhandler(Exception)
def unforeseen(error: Exception) -> Answer:
    log.error("Unforeseen error in the API", exc_info=error)
    body = {
        "success": False,
        "error": "Something went wrong on the server.",
        "error_code": "INTERNAL_ERROR",
        "suggestion": RepofolioError.default_suggestion,
    }
    return jsonify(body), 500, {}


def _particulars(error: RepofolioError) -> dict[str, Any]:
    if isinstance(error, DuplicateImport):
        return {"project": project_summary(db.session.get_one(Project, error.project_id))}
    if isinstance(error, ImportInProgress) and error.job_public_id:
        return {
            "task_id": error.job_public_id,
            "status_url": url_for("api.task_status", public_id=error.job_public_id),
        }
    if isinstance(error, (RateLimited, TooManyAttempts)):
        return {"retry_after": _seconds_until(error)}
    if isinstance(error, UnknownPlatform):
        return {"supported": list(error.supported)}
    return {}


def _headers(error: RepofolioError) -> dict[str, str]:
    if isinstance(error, ScopeMissing):
        scope = f'error="insufficient_scope", scope="{error.needed}"'
        return {"WWW-Authenticate": f'Bearer realm="repofolio", {scope}'}
    if isinstance(error, (AuthRequired, AuthInvalid)):
        return {"WWW-Authenticate": 'Bearer realm="repofolio"'}
    if isinstance(error, (RateLimited, TooManyAttempts)):
        return {"Retry-After": str(_seconds_until(error))}
    return {}


def _seconds_until(error: RateLimited | TooManyAttempts) -> int:
    return max(1, math.ceil((error.retry_at - now()).total_seconds()))


def project_summary(project: Project) -> dict[str, Any]:
    """How the API names a project."""
    owner = db.session.get_one(User, project.user_id)
    return {
        "id": project.id,
        "title": project.title,
        "slug": project.slug,
        "url": f"/{owner.username}/{project.slug}",
    }
