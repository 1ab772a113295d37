"""Bytes, seconds, retries, redirects and cookies of the guarded client."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from importer.http import CallNotPermitted, ConnectionFailed, DeadlineExceeded, HttpClient

from .conftest import Route, Server, text


def once_then(first: Route, then: Route) -> Route:
    turns = iter([first])
    return lambda handler: next(turns, then)(handler)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def drip(head: bytes, tail: bytes = b"x") -> Route:
    """Send ``head``, then ``tail`` for ever, a piece every 50 ms."""

    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        gone = threading.Event()
        while not gone.wait(0.05):
            try:
                handler.wfile.write(tail)
            except OSError:
                gone.set()

    return route


def test_answer_holds_status_headers_body_and_url(client: HttpClient, server: Server) -> None:
    server.routes["/a"] = text(b"body", 404, X_Thing="yes")
    answer = client.get(server.url("/a"))
    assert (answer.status, answer.body, answer.truncated) == (404, b"body", False)
    assert answer.headers["x-thing"] == "yes"
    assert answer.url == server.url("/a")


def test_body_is_cut_at_the_limit(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"x" * 5000)
    answer = client.get(server.url("/"), max_bytes=1000)
    assert (len(answer.body), answer.truncated) == (1000, True)
    exact = client.get(server.url("/"), max_bytes=5000)
    assert (len(exact.body), exact.truncated) == (5000, False)


def test_gzip_bomb_is_cut_at_its_decoded_size(client: HttpClient, server: Server) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 1_000_000
    server.routes["/"] = text(bomb, Content_Encoding="gzip")
    began = time.monotonic()
    answer = client.get(server.url("/"), max_bytes=100_000)
    assert (len(answer.body), answer.truncated) == (100_000, True)
    assert time.monotonic() - began < 5


def test_broken_gzip_is_a_failed_connection(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"no gzip at all", Content_Encoding="gzip")
    with pytest.raises(ConnectionFailed):
        client.get(server.url("/"))


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"H", b""),
    ],
    ids=["body", "body without length", "chunks", "headers", "silence"],
)
def test_slow_drip_ends_at_the_deadline(
    client: HttpClient, server: Server, head: bytes, tail: bytes
) -> None:
    server.routes["/"] = drip(head, tail)
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        client.get(server.url("/"), deadline=0.4)
    assert 0.3 < time.monotonic() - began < 3


def test_drip_in_the_tls_handshake_ends_at_the_deadline(client: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        patient = HttpClient(frozenset({("127.0.0.1", port)}))
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            patient.get(f"https://127.0.0.1:{port}/", deadline=0.4)
        assert time.monotonic() - began < 3
        patient.close()


@pytest.mark.parametrize("status", [502, 503, 504])
def test_passing_server_error_is_tried_again(
    client: HttpClient, server: Server, status: int
) -> None:
    server.routes["/"] = once_then(text(b"", status), text(b"fine"))
    assert client.get(server.url("/")).body == b"fine"
    assert server.count("/") == 2


def test_lasting_server_error_is_returned_after_three_attempts(
    client: HttpClient, server: Server
) -> None:
    server.routes["/"] = text(b"", 503)
    assert client.get(server.url("/")).status == 503
    assert server.count("/") == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_other_errors_are_not_repeated(client: HttpClient, server: Server, status: int) -> None:
    server.routes["/"] = text(b"", status)
    assert client.get(server.url("/")).status == status
    assert server.count("/") == 1


def test_cut_connection_is_tried_again(client: HttpClient, server: Server) -> None:
    server.routes["/"] = once_then(hang_up, text(b"fine"))
    assert client.get(server.url("/")).body == b"fine"


def test_body_shorter_than_promised_is_no_answer(client: HttpClient, server: Server) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        hang_up(handler)

    server.routes["/"] = short
    with pytest.raises(ConnectionFailed):
        client.get(server.url("/"))
    assert server.count("/") == 3


def test_retries_end_with_the_deadline(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"", 503)
    assert client.get(server.url("/"), deadline=0.2).status == 503
    assert server.count("/") == 1


def test_every_attempt_and_hop_asks_for_a_permit(client: HttpClient, server: Server) -> None:
    server.routes["/old"] = text(b"", 301, Location="/new")
    server.routes["/new"] = once_then(text(b"", 502), text(b"fine"))
    asked: list[bool] = []

    def permit() -> bool:
        asked.append(True)
        return True

    assert client.get(server.url("/old"), max_redirects=3, permit=permit).body == b"fine"
    assert len(asked) == len(server.seen) == 3


def test_no_permit_means_no_call_and_no_retry(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"", 502)
    with pytest.raises(CallNotPermitted):
        client.get(server.url("/"), permit=lambda: False)
    assert server.seen == []
    only_one = iter([True])
    answer = client.get(server.url("/"), permit=lambda: next(only_one, False))
    assert (answer.status, server.count("/")) == (502, 1)


def test_redirects_are_bounded(client: HttpClient, server: Server) -> None:
    for number in range(9):
        server.routes[f"/{number}"] = text(b"", 302, Location=f"/{number + 1}")
    assert client.get(server.url("/0")).status == 302
    with pytest.raises(ConnectionFailed, match="redirects"):
        client.get(server.url("/1"), max_redirects=3)
    assert (server.count("/4"), server.count("/5")) == (1, 0)


def test_circle_of_redirects_is_left_at_once(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"", 302, Location="/there")
    server.routes["/there"] = text(b"", 302, Location="/")
    with pytest.raises(ConnectionFailed, match="circle"):
        client.get(server.url("/"), max_redirects=9)
    assert (server.count("/"), server.count("/there")) == (1, 1)


def test_authorization_is_dropped_when_the_origin_changes(
    client: HttpClient, server: Server
) -> None:
    server.routes["/same"] = text(b"", 302, Location="/end")
    server.routes["/other"] = text(b"", 302, Location=server.url("/end", "localhost"))
    server.routes["/end"] = text(b"end")
    secret = {"Authorization": "Bearer canary"}
    client.get(server.url("/same"), headers=secret, max_redirects=2)
    assert server.seen[-1][1]["authorization"] == "Bearer canary"
    answer = client.get(server.url("/other"), headers=secret, max_redirects=2)
    assert answer.url == server.url("/end", "localhost")
    assert "authorization" not in server.seen[-1][1]


def test_redirect_elsewhere_is_returned_where_the_origin_must_stay(
    client: HttpClient, server: Server
) -> None:
    server.routes["/"] = text(b"", 301, Location=server.url("/end", "localhost"))
    assert client.get(server.url("/"), max_redirects=3, same_origin=True).status == 301


def test_query_survives_a_redirect_where_asked_for(client: HttpClient, server: Server) -> None:
    server.routes["/old?a=1"] = text(b"", 301, Location="/new")
    server.routes["/new?a=1"] = text(b"with")
    server.routes["/new"] = text(b"without")
    assert client.get(server.url("/old?a=1"), max_redirects=1).body == b"without"
    kept = client.get(server.url("/old?a=1"), max_redirects=1, keep_query=True)
    assert kept.body == b"with"


def test_cookies_are_neither_kept_nor_sent(client: HttpClient, server: Server) -> None:
    server.routes["/"] = text(b"", Set_Cookie="a=b; Path=/")
    client.get(server.url("/"))
    client.get(server.url("/"))
    assert "cookie" not in server.seen[-1][1]
