"""The blueprint all pages hang on. Modules beside this one import it and add their routes."""

from flask import Blueprint

web = Blueprint("web", __name__)
