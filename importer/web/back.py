"""Back to the page whose button was pressed."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from importer.web.local_path import local_path


def back_to(otherwise: str) -> ResponseReturnValue:
    """To the form's field ``next`` if that is a page of ours, else to ``otherwise``."""
    return redirect(local_path(request.form.get("next"), otherwise=otherwise), code=303)
