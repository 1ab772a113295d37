"""The sockets: HTTP/1.1 with keep-alive, one thread per connection."""

import gzip
import itertools
import socket
import struct
import sys
import time
from collections.abc import Iterable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tools.sample_forge.forge import CONTROL, Forge
from tools.sample_forge.messages import Answer, Request
from tools.sample_forge.mischief import Rule, dripping

_WORTH_COMPRESSING = 1000
"""Bytes."""
_WITHOUT_BODY = (204, 304)


class ForgeServer(ThreadingHTTPServer):
    """Listens before it knows its forge, since the forge's addresses hold the port."""

    daemon_threads = True
    request_queue_size = 256
    forge: Forge

    def __init__(self, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.connection_numbers = itertools.count(1)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks the resolver for this host's name and may wait for it.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Clients that go away are everyday life here; anything else is a defect.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ForgeServer

    def setup(self) -> None:
        super().setup()
        self.number = next(self.server.connection_numbers)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers, body, self.client_address[0])
        if request.path.startswith(CONTROL):
            self._send(request, self.server.forge.control(request), None)
        else:
            self._serve(request)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """The journal keeps the log."""

    def _serve(self, request: Request) -> None:
        forge = self.server.forge
        is_known = forge.catalogue.tokens.find(request.token) is not None
        record = forge.journal.arrived(request, self.number, authorized=is_known)
        rule = forge.mischief.rule_for(request)
        if forge.latency:
            time.sleep(forge.latency)
        if rule:
            forge.mischief.wait(rule)
        if rule and rule.cut == "before":
            self._cut()
            return
        answer, record.quota_cost = forge.answer(request, rule)
        record.status = answer.status
        self._send(request, answer, rule)

    def _send(self, request: Request, answer: Answer, rule: Rule | None) -> None:
        if answer.stream is None and _wants_gzip(request, answer):
            answer.body = _compressed(answer.body)
            answer.headers["Content-Encoding"] = "gzip"
        head = self._head(answer)
        if rule and rule.cut:
            kept = len(answer.body) // 2 if rule.cut == "middle" else 0
            self.wfile.write(head + answer.body[:kept])
            self._cut()
        elif answer.stream is not None:
            self.wfile.write(head)
            self._stream(answer.stream)
        elif request.method == "HEAD" or answer.status in _WITHOUT_BODY:
            self.wfile.write(head)
        elif rule and rule.drip_ms:
            self.wfile.write(head)
            for piece in dripping(answer.body, rule.drip_ms / 1000):
                self.wfile.write(piece)
        else:
            self.wfile.write(head + answer.body)

    def _head(self, answer: Answer) -> bytes:
        headers = {"Server": "sample-forge", "Date": formatdate(usegmt=True), **answer.headers}
        if answer.stream is not None:
            headers["Transfer-Encoding"] = "chunked"
        elif answer.status not in _WITHOUT_BODY:
            headers["Content-Length"] = str(len(answer.body))
        if answer.status not in _WITHOUT_BODY:
            headers.setdefault("Content-Type", answer.content_type)
        reason = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {reason}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _stream(self, pieces: Iterable[bytes]) -> None:
        """Ends when the pieces do or, more often, when the client hangs up."""
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def _cut(self) -> None:
        """Break the connection off, without the goodbye of a proper close."""
        linger_not = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)
        self.close_connection = True


def _wants_gzip(request: Request, answer: Answer) -> bool:
    return (
        answer.content_type.startswith(("application/json", "text/"))
        and len(answer.body) >= _WORTH_COMPRESSING
        and "gzip" in (request.headers.get("Accept-Encoding") or "").lower()
    )


@lru_cache(maxsize=64)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)
