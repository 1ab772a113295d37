"""Who may call a view."""

from collections.abc import Callable
from typing import ParamSpec

from flask.typing import ResponseReturnValue
from flask_login import login_required

P = ParamSpec("P")


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Flask-Login's ``login_required`` with the view's types kept."""
    guarded: Callable[P, ResponseReturnValue] = login_required(view)
    return guarded
