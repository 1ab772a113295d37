"""Each request's number: in its answer, in the log lines written meanwhile, on error pages.

So that "it said 3f2a…" leads to what happened. And, in the JSON log, a line for each request.
"""

import logging
import time
import uuid

import structlog
from flask import Flask, Response, g, request

log = logging.getLogger("importer.web")

HEADER = "X-Request-ID"


def init_app(app: Flask, *, write_lines: bool) -> None:
    """:param write_lines: whether each request is a line of the log."""
    app.before_request(_begin)
    app.after_request(_end_with_line if write_lines else _end)


def request_id() -> str:
    """The present request's number; empty where it failed before it got one."""
    number: str = g.get("request_id", "")
    return number


def _begin() -> None:
    # Never the client's own: two could choose the same, or something that breaks a log.
    g.request_id = uuid.uuid4().hex[:16]
    g.began_at = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if number := request_id():
        response.headers[HEADER] = number
    return response


def _end_with_line(response: Response) -> Response:
    log.info(
        "%s %s %d",
        request.method,
        # Without its query, which may hold what is nobody's business.
        request.path,
        response.status_code,
        extra={
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.get("began_at", 0.0)) * 1000, 1),
            "address": request.remote_addr,
        },
    )
    return _end(response)
