"""A server that speaks OpenAI's chat completions, and answers what the test wants."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Respond = Callable[[dict[str, Any]], Any]
"""From the request's JSON to the message's content; bytes are sent as the whole body, a number as
the status, None is silence."""


class ModelServer:
    """:ivar asked: requests so far, as JSON, with the token under ``authorization``."""

    def __init__(self) -> None:
        self.respond: Respond = lambda _: {}
        self.asked: list[dict[str, Any]] = []
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                said = {"path": self.path, "authorization": self.headers.get("Authorization")}
                outer.asked.append(body | said)
                outer.answer(self, outer.respond(body))

            def log_message(self, *_: object) -> None:
                pass

        self._httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._httpd.daemon_threads = True
        threading.Thread(target=self._httpd.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._httpd.server_address[1]}/v1"

    def answer(self, handler: BaseHTTPRequestHandler, said: Any) -> None:
        if said is None:
            self.closing.wait(60)
            handler.close_connection = True
            return
        status = said if isinstance(said, int) else 200
        body = said if isinstance(said, bytes) else self._completion(said)
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def _completion(said: Any) -> bytes:
        content = said if isinstance(said, str) else json.dumps(said)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}}
        usage = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
        return json.dumps({"model": "small-1", "choices": [choice], "usage": usage}).encode()

    def close(self) -> None:
        self.closing.set()
        self._httpd.shutdown()
        self._httpd.server_close()


@contextlib.contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    try:
        yield server
    finally:
        server.close()
