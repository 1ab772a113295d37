"""The application object, for gunicorn and ``flask --app wsgi``."""

import os

from importer.app import create_app
from importer.config import ConfigError

# Databases, keys and pipes are for this account alone, whoever makes them first.
os.umask(0o077)

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(f"Repofolio cannot start: {error}") from error
