"""What one listener has still to be told."""

import select
import threading
from collections.abc import Sequence
from typing import Any

from importer.live.changes import Change, Topic

# Whoever is this far behind is cut off; it comes back and asks for what it has missed.
LONGEST = 500
_GONE = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)


class Feed:
    """A bounded queue of changes, filled by the hub, emptied by one stream.

    :param user_id: of the person who listens; who may not be the one whose imports these are.
    :param connection: the client's socket, if the server shows it; to notice that it is gone.
    :param mark: everything up to this event has happened before the feed began.
    """

    def __init__(self, topic: Topic, user_id: int, connection: Any, mark: int) -> None:
        self.topic = topic
        self.user_id = user_id
        self.mark = self._begins_after = mark
        self.is_open = True
        self._connection = connection
        self._changes: list[Change] = []
        self._news = threading.Condition()

    def put(self, changes: Sequence[Change], mark: int) -> None:
        """:param mark: everything up to this event has been handed out now."""
        found = [
            change
            for change in changes
            # Read before this feed began, handed out after.
            if change.event_id > self._begins_after and self.topic.covers(change)
        ]
        with self._news:
            self.mark = mark
            self._changes += found
            if len(self._changes) > LONGEST:
                self.is_open = False
            if found:
                self._news.notify()

    def take(self, seconds: float) -> tuple[list[Change], int]:
        """All that is new, as soon as anything is, and the mark that belongs to it.

        :param seconds: after which there is nothing new.
        """
        with self._news:
            if self.is_open and not self._changes:
                self._news.wait(seconds)
            changes, self._changes = self._changes, []
            return changes, self.mark

    def close(self) -> None:
        """Let the stream end."""
        with self._news:
            self.is_open = False
            self._news.notify()

    @property
    def is_deserted(self) -> bool:
        """Whether the client has hung up; it says nothing on a stream, so only the socket tells."""
        if self._connection is None:
            return False
        poller = select.poll()
        try:
            poller.register(self._connection, _GONE)
            return any(found & _GONE for _, found in poller.poll(0))
        except (OSError, ValueError):
            return True
