"""The OpenAPI document, and the page that shows it: for everybody, as the program is."""

from flask import Blueprint, Response, current_app, jsonify, render_template

from importer.api import openapi, reading

docs = Blueprint("api_docs", __name__)


@docs.get("/api/openapi.json")
def described() -> Response:
    """The document itself."""
    answer = jsonify(_document())
    # Other programs' pages may read it; there is nothing of anybody in it.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@docs.get("/api/docs")
def page() -> Response:
    """The same for people."""
    document = _document()
    shown = render_template(
        "api_docs.html",
        document=document,
        chapters=reading.chapters(document),
        shapes=reading.shapes(document),
    )
    return Response(shown, headers={"Cache-Control": "private, no-cache"})


def _document() -> openapi.Document:
    """Made once: routes do not change while the program runs."""
    kept = current_app.extensions
    if "api_document" not in kept:
        kept["api_document"] = openapi.document(current_app)
    found: openapi.Document = kept["api_document"]
    return found
