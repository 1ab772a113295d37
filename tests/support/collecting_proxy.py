"""A reverse proxy that collects an answer and passes it on once it has ended, as some do unasked:
of a stream nothing arrives as long as it goes on."""

import contextlib
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Of one connection and not of what it carries.
_OWN = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class CollectingProxy:
    """:ivar collecting: paths whose answers have not ended yet."""

    def __init__(self) -> None:
        self.port = 0
        self.collecting: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def collecting_proxy(port: int) -> Iterator[CollectingProxy]:
    """One before ``127.0.0.1:port``."""
    proxy = CollectingProxy()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            far = HTTPConnection("127.0.0.1", port)
            proxy.collecting.append(self.path)
            try:
                kept = {k: v for k, v in self.headers.items() if k.lower() not in _OWN}
                far.request(self.command, self.path, body or None, kept)
                answer = far.getresponse()
                collected = answer.read()
            except (OSError, HTTPException):
                self.close_connection = True
                return
            finally:
                proxy.collecting.remove(self.path)
                far.close()
            self._answer(answer.status, answer.getheaders(), collected)

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    proxy.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        # Not those that still collect: what they wait for may never end.
        server.socket.close()
        thread.join()
