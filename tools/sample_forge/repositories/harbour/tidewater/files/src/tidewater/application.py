"""Routes: from a path to the function that answers."""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., Any]


class Application:
    """Collects routes and finds the one for a path."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], Handler] = {}

    def get(self, path: str) -> Callable[[Handler], Handler]:
        return self._route("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        return self._route("POST", path)

    def handler(self, method: str, path: str) -> Handler | None:
        return self._routes.get((method, path))

    def _route(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self._routes[(method, path)] = handler
            return handler

        return register
