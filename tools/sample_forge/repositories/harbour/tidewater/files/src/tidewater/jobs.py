"""Functions that run later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """A function and how often it may be tried again."""

    function: Callable[..., None]
    retries: int = 0

    def later(self, *arguments: Any) -> tuple[str, tuple[Any, ...]]:
        return self.function.__name__, arguments


def job(retries: int = 0) -> Callable[[Callable[..., None]], Job]:
    return lambda function: Job(function, retries)
