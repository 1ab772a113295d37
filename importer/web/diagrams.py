"""The frame in which diagrams are drawn: a page of its own, without origin, cookies or network."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from importer.web.blueprint import web

# ``sandbox`` here as well as on the frame: opened by itself, the page is just as powerless.
# Mermaid writes styles into its drawings.
POLICY = "; ".join(
    (
        "sandbox allow-scripts",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)


@web.get("/projects/diagram-frame")
def diagram_frame() -> ResponseReturnValue:
    """The same for everybody: sources come by message from the page around it."""
    answer: Response = make_response(render_template("diagram_frame.html"))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
