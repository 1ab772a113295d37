"""What a command says when database or queue do not answer: one sentence, no traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError

from importer import schema
from importer.database import db

P = ParamSpec("P")
T = TypeVar("T")


def told_in_a_sentence(command: Callable[P, T]) -> Callable[P, T]:
    """Decorator of commands that need database or queue."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except DBAPIError as error:
            raise click.ClickException(_database_sentence(error)) from error
        except RedisError as error:
            raise click.ClickException(
                f"The queue cannot be reached ({first_line(error)}). "
                "Start its server, or correct QUEUE_URL."
            ) from error

    return guarded


def first_line(error: BaseException) -> str:
    """The part of an error's message that fits a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(".: ")


def _database_sentence(error: DBAPIError) -> str:
    said = first_line(error.orig or error)
    if _is_behind():
        return "The database is not up to date; run: flask --app wsgi db upgrade"
    if isinstance(error, OperationalError):
        return f"The database cannot be used ({said}). Start its server, or correct DATABASE_URL."
    return f"The database refused ({said}). Run: flask --app wsgi doctor"


def _is_behind() -> bool:
    """Whether the tables are missing or old; False also where the database does not answer."""
    db.session.remove()
    try:
        return not schema.is_current()
    except DBAPIError:
        return False
