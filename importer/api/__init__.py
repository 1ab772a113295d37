"""The JSON API: bearer tokens only, cookies are not looked at."""

from flask import Flask

from importer.api import batches, blueprint, docs, errors, imports, projects, repositories, tasks
from importer.api.limits import CallLimit
from importer.config import Settings
from importer.extensions import csrf

__all__ = ["batches", "errors", "imports", "init_app", "projects", "repositories", "tasks"]


def init_app(app: Flask, settings: Settings) -> None:
    """Register the API under ``/api``."""
    app.extensions["api_calls"] = CallLimit(settings.queue_url)
    # A cross-site form cannot send a bearer token, and cookies are not accepted here.
    csrf.exempt(blueprint.api)
    app.url_map.converters["rest"] = blueprint.Rest
    app.register_blueprint(blueprint.api)
    app.register_blueprint(docs.docs)
