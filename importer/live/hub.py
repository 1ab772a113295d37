"""One thread per web process that reads what is new and tells everybody who listens."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from importer.database import db
from importer.live.changes import Tail, Topic
from importer.live.feed import Feed

log = logging.getLogger(__name__)

# One look costs a tenth of a millisecond, and there are none while nobody listens.
LOOK_SECONDS = 0.04
LOOK_AFTER_TROUBLE_SECONDS = 1.0
SWEEP_SECONDS = 1.0
# Of one person. A browser has six connections to a host (HTTP/1.1): with all of them kept by open
# windows it could not even load another page.
MOST_OF_ONE_PERSON = 5


class NoPlace(Exception):
    """As many listen as may; try again later."""


class Hub:
    """:param places: how many may listen at a time; each keeps a thread of the server.
    :param processes: how many such servers a person's windows may be spread over."""

    def __init__(self, app: Flask, places: int, processes: int = 1) -> None:
        self._app = app
        self._places = places
        self._each = max(1, MOST_OF_ONE_PERSON // processes)
        self._feeds: set[Feed] = set()
        self._lock = threading.Lock()
        self._tail: Tail | None = None
        self._serving: Callable[[], bool] = lambda: True

    def serve_while(self, serving: Callable[[], bool]) -> None:
        """:param serving: asked at every look; once it says no, all streams end."""
        self._serving = serving

    @property
    def listeners(self) -> int:
        return len(self._feeds)

    @property
    def is_idle(self) -> bool:
        """Whether nobody listens and nothing is read."""
        return self._tail is None

    @contextmanager
    def listening(self, topic: Topic, user_id: int, connection: Any = None) -> Iterator[Feed]:
        """A feed of what happens from now on.

        :param user_id: of the person who listens.
        :param connection: the client's socket, if it is known.
        :raises NoPlace: too many listen.
        """
        feed = self._join(topic, user_id, connection)
        try:
            yield feed
        finally:
            with self._lock:
                self._feeds.discard(feed)

    def _join(self, topic: Topic, user_id: int, connection: Any) -> Feed:
        with self._lock:
            own = sum(feed.user_id == user_id for feed in self._feeds)
            is_full = len(self._feeds) >= self._places or own >= self._each
            if is_full or not self._serving():
                raise NoPlace
            if self._tail is None:
                # Here and not in the thread: what happens after this returns must not be missed.
                with self._app.app_context(), db.engine.connect() as database:
                    self._tail = Tail(database)
                threading.Thread(target=self._run, name="Tail", daemon=True).start()
            feed = Feed(topic, user_id, connection, self._tail.mark)
            self._feeds.add(feed)
            return feed

    def _run(self) -> None:
        swept_at = time.monotonic()
        with self._app.app_context():
            while self._goes_on():
                pause = LOOK_SECONDS
                try:
                    self._look()
                except SQLAlchemyError as error:
                    log.warning("Live progress waits for the database: %s", type(error).__name__)
                    pause = LOOK_AFTER_TROUBLE_SECONDS
                except Exception:
                    log.exception("Live progress failed; trying again")
                    pause = LOOK_AFTER_TROUBLE_SECONDS
                if time.monotonic() - swept_at > SWEEP_SECONDS:
                    self._let_deserted_go()
                    swept_at = time.monotonic()
                time.sleep(pause)

    def _goes_on(self) -> bool:
        with self._lock:
            if self._feeds and self._serving():
                return True
            for feed in self._feeds:
                feed.close()
            # The next to listen begins anew.
            self._tail = None
            return False

    def _look(self) -> None:
        with db.engine.connect() as database:
            with self._lock:
                tail = self._tail
            if tail is None:
                return
            changes = tail.read(database)
        with self._lock:
            for feed in self._feeds:
                feed.put(changes, tail.mark)

    def _let_deserted_go(self) -> None:
        # Under the lock no stream ends meanwhile, so that no socket is another's by now.
        with self._lock:
            for feed in self._feeds:
                if feed.is_deserted:
                    feed.close()
