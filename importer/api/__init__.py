"""The JSON API: bearer tokens only, cookies are not looked at."""

from flask import Flask

from importer.api import batches, blueprint, errors, imports, projects, repositories, tasks
from importer.extensions import csrf

__all__ = ["batches", "errors", "imports", "init_app", "projects", "repositories", "tasks"]


def init_app(app: Flask) -> None:
    """Register the API under ``/api``."""
    # A cross-site form cannot send a bearer token, and cookies are not accepted here.
    csrf.exempt(blueprint.api)
    app.register_blueprint(blueprint.api)
