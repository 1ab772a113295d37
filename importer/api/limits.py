"""How many calls a token, or an address without a good one, may make in a minute.

Counted in this process, or in Redis where that is the queue's server, so that all hosts count as
one. A counter that cannot be reached refuses nobody: the limit protects the application from
scripts gone wild, and must not itself be what takes it away.
"""

import functools
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

log = logging.getLogger("importer.api")

# Seconds; a server that does not answer would hold up every call.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a call.

    :param limit: calls a minute.
    :param remaining: of these.
    :param resets_at: when there are more.
    :param is_over: this call was one too many.
    """

    limit: int
    remaining: int
    resets_at: datetime
    is_over: bool

    @property
    def headers(self) -> dict[str, str]:
        """As clients read them; ``RateLimit-Reset`` in seconds from now."""
        left = max(0, ceil(self.resets_at.timestamp() - time.time()))
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(left),
        }


class CallLimit:
    """:param queue_url: the queue's, whose server counts too if it is Redis."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    def spend(self, caller: str, per_minute: int) -> Standing | None:
        """Count one call.

        :param caller: who makes it.
        :param per_minute: calls of one caller; 0 for no limit.
        :return: None where there is no limit, or nobody who counts.
        """
        if not per_minute:
            return None
        limit = RateLimitItemPerMinute(per_minute)
        try:
            is_over = not self._counter.hit(limit, "api", caller)
            resets_at, remaining = self._counter.get_window_stats(limit, "api", caller)
        except StorageError:
            log.exception("Calls cannot be counted")
            return None
        resets = datetime.fromtimestamp(resets_at, UTC)
        return Standing(per_minute, 0 if is_over else remaining, resets, is_over)

    @functools.cached_property
    def _counter(self) -> SlidingWindowCounterRateLimiter:
        """Made by the process that counts, for it starts a thread."""
        if self._queue_url.startswith(("redis://", "rediss://")):
            storage = RedisStorage(
                self._queue_url,
                wrap_exceptions=True,
                key_prefix="repofolio",
                socket_timeout=_PATIENCE,
                socket_connect_timeout=_PATIENCE,
            )
            return SlidingWindowCounterRateLimiter(storage)
        return SlidingWindowCounterRateLimiter(MemoryStorage())
