"""Pages that move by themselves: one connection per page, over which its parts are sent anew.

How to let a page of yours do so::

    # 1. Say what can move, once, at import time. Called with what has happened to the person's
    #    imports since the last call, or with nothing when only time has passed (every 15 s).
    #    It runs inside a request of the person (current_user, url_for, db.session; read-only).
    #    Returns HTML, or None if there is nothing to say.
    @part("queue", target="#queue", swap="outerMorph")
    def queue(changes: Sequence[Change]) -> str | None:
        return render_template("partials/_queue.html", ...)

    # 2. Name the parts in the page, once per page, with the event it was rendered at:
    {% with stream = url_for("web.person_events", parts="queue,toasts", after=live_mark()) %}
      {% include "partials/_live.html" %}
    {% endwith %}

    # 3. Let the part poll as if there were no push: hx-get="…" hx-trigger="every 2s".
    #    static/js/live.js holds those requests back while the connection is alive.

A :class:`~importer.live.changes.Change` with ``ended`` is the one by which an import succeeded,
failed or was canceled: each is handed out once per connection, and once again only to a page that
comes back without having seen it. Whatever is to be seen writes a row of ``import_events`` in its
own transaction (``runs.note``).

While it waits a stream holds a thread and nothing else: no database session, no turn at the gate.
Whether the person may see what is sent is asked anew for each message.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, Response, current_app, request
from flask_login import current_user
from markupsafe import escape

from importer.database import db
from importer.errors import InvalidInput, RepofolioError
from importer.gate import Gate
from importer.live import changes as live_changes
from importer.live import wire
from importer.live.changes import Change, Topic
from importer.live.feed import Feed
from importer.live.hub import Hub, NoPlace

Render = Callable[[Sequence[Change]], str | None]

BEAT_SECONDS = 15.0
# Between two messages of one stream: what happens in quick succession is rendered once.
LEAST_SECONDS = 0.1
# To a client whose stream broke off, and to one for which there was no place.
COME_BACK_MS = 500
TRY_AGAIN_MS = 30_000

HEADERS = {
    "Cache-Control": "no-store",
    # nginx would collect messages until a buffer is full.
    "X-Accel-Buffering": "no",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a page.

    :param target: CSS selector of the place it goes to.
    :param swap: how, as ``hx-swap`` says it.
    """

    target: str
    swap: str
    render: Render


PARTS: dict[str, Part] = {}


def part(name: str, target: str, swap: str = "outerMorph") -> Callable[[Render], Render]:
    """Let ``parts=name`` in a stream's address send what the decorated function renders."""

    def register(render: Render) -> Render:
        PARTS[name] = Part(target, swap, render)
        return render

    return register


def asked_parts() -> list[Part]:
    """Those the request's address names.

    :raises InvalidInput: there is none of that name.
    """
    names = [name for name in request.args.get("parts", "").split(",") if name]
    if unknown := sorted(set(names) - set(PARTS)):
        raise InvalidInput("parts", f"There are no such parts: {', '.join(unknown)}.")
    return [PARTS[name] for name in names]


def live_mark() -> int:
    """For a page that is being rendered: the newest event it can know of."""
    return live_changes.newest(db.session.connection())


def stream(
    topic: Topic, parts: Sequence[Part], is_over: Callable[[], bool] | None = None
) -> Response:
    """Answer the request with a stream.

    :param is_over: asked before each message, like the parts inside a request: whether it is the
        last. None for a stream that goes on as long as somebody listens.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    messages = Stream(app, topic, parts, is_over).messages()
    return Response(messages, mimetype="text/event-stream", headers=HEADERS)


class Stream:
    """One client's. Nothing is taken before the first message is asked for, so that nothing has to
    be given back by an answer that is never read."""

    def __init__(
        self,
        app: Flask,
        topic: Topic,
        parts: Sequence[Part],
        is_over: Callable[[], bool] | None,
    ) -> None:
        self._gate: Gate = app.extensions["gate"]
        self._hub: Hub = app.extensions["live"]
        self._app = app
        self._environ = request.environ
        self._user_id = current_user.id
        self._topic = topic
        self._parts = parts
        self._is_over = is_over
        self._after = _last_seen()

    def messages(self) -> Iterator[bytes]:
        connection = self._environ.get("gunicorn.socket")
        try:
            with self._hub.listening(self._topic, self._user_id, connection) as feed:
                yield wire.come_back_after(COME_BACK_MS, "live:open")
                yield from self._from(feed)
        except NoPlace:
            yield wire.come_back_after(TRY_AGAIN_MS, "live:full")

    def _from(self, feed: Feed) -> Iterator[bytes]:
        """What was missed, then what happens, until it is over or nobody is there any more."""
        mark = feed.mark
        changes = self._missed()
        told = {change.event_id for change in changes}
        is_news = bool(changes) or self._after is None
        while feed.is_open:
            if is_news:
                shown = self._shown(changes)
                if shown is None:
                    return
                yield wire.message(shown.html, event_id=mark) if shown.html else _beat(mark)
                if shown.is_last:
                    yield wire.message("", event="live:end")
                    return
                time.sleep(LEAST_SECONDS)
            fresh, mark = feed.take(BEAT_SECONDS)
            changes = [change for change in fresh if change.event_id not in told]
            is_news = True

    def _missed(self) -> list[Change]:
        if self._after is None:
            return []
        with self._app.app_context(), db.engine.connect() as database:
            return live_changes.since(database, self._topic, self._after)

    def _shown(self, changes: Sequence[Change]) -> "_Shown | None":
        """Render all parts in one turn; None if the person may not see them (any more)."""
        with self._gate.turn(), self._app.request_context(self._environ):
            if not current_user.is_authenticated or current_user.id != self._user_id:
                return None
            try:
                # Asked first: what ends while it is being rendered must be rendered once more.
                is_last = self._is_over is not None and self._is_over()
                html = "".join(_wrapped(one, changes) for one in self._parts)
                return _Shown(html, is_last)
            except RepofolioError:
                # Gone, or not the person's any more; the page finds out by asking.
                return None


@dataclass(frozen=True, slots=True)
class _Shown:
    html: str
    is_last: bool


def _wrapped(one: Part, changes: Sequence[Change]) -> str:
    html = one.render(changes)
    if html is None:
        return ""
    return (
        f'<hx-partial hx-target="{escape(one.target)}" hx-swap="{escape(one.swap)}">'
        f"{html}</hx-partial>"
    )


def _beat(mark: int) -> bytes:
    """Says that the connection is alive: a comment would not be seen by the page."""
    return wire.message("", event="live:beat", event_id=mark)


def _last_seen() -> int | None:
    """What the client says it has seen: on coming back, or as its page was rendered."""
    for said in (request.headers.get("Last-Event-ID"), request.args.get("after")):
        if said and re.fullmatch(r"[0-9]{1,18}", said):
            return int(said)
    return None
