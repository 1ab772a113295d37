"""Who may call a view."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from importer.errors import NotFound

P = ParamSpec("P")


def signed_in(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Flask-Login's ``login_required`` with the view's types kept."""
    guarded: Callable[P, ResponseReturnValue] = login_required(view)
    return guarded


def administrators_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For everybody else there is no such page. Stands below :func:`signed_in`."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_admin:
            raise NotFound
        return view(*args, **kwargs)

    return guarded
