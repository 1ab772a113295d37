"""The hourly quota: one bucket per anonymous address and per token."""

import math
import threading
import time
from dataclasses import dataclass

WINDOW = 3600
"""Seconds."""


@dataclass(frozen=True)
class Standing:
    """:param reset: seconds since the epoch."""

    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Used": str(self.limit - self.remaining),
            "X-RateLimit-Resource": "core",
            "X-RateLimit-Reset": str(self.reset),
        }


class RateLimits:
    """Counts calls; thread-safe. A caller is a token, or an address with ``anonymous`` true."""

    def __init__(self, anonymous: int, token: int) -> None:
        self._defaults = {True: anonymous, False: token}
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._limits = dict(self._defaults)
            self._first: dict[bool, tuple[int | None, int | None]] = {}
            self._buckets: dict[str, Standing] = {}

    def set(
        self, kinds: tuple[bool, ...], limit: int | None, remaining: int | None, reset: int | None
    ) -> None:
        """Begin all windows anew, the first with these numbers.

        :param kinds: True for anonymous callers, False for tokens.
        :param reset: when the first window ends, seconds since the epoch.
        """
        with self._lock:
            for kind in kinds:
                self._limits[kind] = self._limits[kind] if limit is None else limit
                self._first[kind] = (remaining, reset)
            self._buckets.clear()

    def take(self, caller: str, anonymous: bool) -> bool:
        """Spend one call; False if none is left."""
        with self._lock:
            bucket = self._bucket(caller, anonymous)
            if bucket.remaining <= 0:
                return False
            self._buckets[caller] = Standing(bucket.limit, bucket.remaining - 1, bucket.reset)
            return True

    def give_back(self, caller: str, anonymous: bool) -> None:
        with self._lock:
            bucket = self._bucket(caller, anonymous)
            remaining = min(bucket.limit, bucket.remaining + 1)
            self._buckets[caller] = Standing(bucket.limit, remaining, bucket.reset)

    def standing(self, caller: str, anonymous: bool) -> Standing:
        with self._lock:
            return self._bucket(caller, anonymous)

    def _bucket(self, caller: str, anonymous: bool) -> Standing:
        bucket = self._buckets.get(caller)
        if bucket is None:
            bucket = self._first_window(anonymous)
        if bucket.reset <= time.time():
            bucket = self._window(anonymous)
        self._buckets[caller] = bucket
        return bucket

    def _first_window(self, anonymous: bool) -> Standing:
        remaining, reset = self._first.get(anonymous, (None, None))
        usual = self._window(anonymous)
        return Standing(
            usual.limit,
            usual.remaining if remaining is None else remaining,
            usual.reset if reset is None else reset,
        )

    def _window(self, anonymous: bool) -> Standing:
        limit = self._limits[anonymous]
        return Standing(limit, limit, math.ceil(time.time()) + WINDOW)
