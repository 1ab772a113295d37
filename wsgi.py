"""The application object, for gunicorn and ``flask --app wsgi``."""

from importer.app import create_app
from importer.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(f"Repofolio cannot start: {error}") from error
