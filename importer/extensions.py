"""Extensions, made once and unbound; ``importer.app.create_app`` binds them."""

from flask_login import LoginManager
from flask_wtf import CSRFProtect

from importer.database import db
from importer.queue import huey

login_manager = LoginManager()
csrf = CSRFProtect()

__all__ = ["csrf", "db", "huey", "login_manager"]
