"""Calls in parallel under a checkpoint."""

import functools
import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from importer.http import DeadlineExceeded, HttpClient

from .conftest import Server, text


class Stop(Exception):
    pass


def nothing() -> None:
    pass


def test_results_come_in_the_order_of_the_calls(client: HttpClient, server: Server) -> None:
    for path in "abc":
        server.routes[f"/{path}"] = text(path.encode())
    calls = [functools.partial(client.get, server.url(f"/{path}")) for path in "abc"]
    assert [answer.body for answer in client.gather(calls, nothing)] == [b"a", b"b", b"c"]


def test_no_calls_are_no_results(client: HttpClient) -> None:
    assert client.gather([], nothing) == []


def test_calls_run_at_the_same_time_but_not_more_than_allowed(client: HttpClient) -> None:
    together = threading.Barrier(4)
    lock = threading.Lock()
    running = [0, 0]

    def call() -> None:
        with lock:
            running[0] += 1
            running[1] = max(running)
        together.wait(5)
        with lock:
            running[0] -= 1

    client.gather([call] * 12, nothing, in_flight=4)
    assert running == [0, 4]


def test_second_wave_reuses_the_connections_of_the_first(
    client: HttpClient, server: Server
) -> None:
    together = threading.Barrier(3)

    def route(handler: BaseHTTPRequestHandler) -> None:
        together.wait(5)
        text(b"x")(handler)

    server.routes["/"] = route
    calls = [functools.partial(client.get, server.url("/"))] * 3
    client.gather(calls, nothing)
    client.gather(calls, nothing)
    assert len(server.seen) == 6
    assert len(server.connections) == 3


class Counting:
    """A checkpoint that lets the last call go once all others have been counted."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.told: list[tuple[int, int]] = []

    def __call__(self) -> None:
        pass

    def counted(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if done == total - 1:
            self.go_on.set()


def test_checkpoint_that_counts_is_told_how_many_are_answered(client: HttpClient) -> None:
    checkpoint = Counting()
    calls = [lambda: True, lambda: True, lambda: checkpoint.go_on.wait(30)]
    assert client.gather(calls, checkpoint) == [True, True, True]
    assert checkpoint.told == sorted(checkpoint.told)
    assert checkpoint.told[-1] == (3, 3)


def test_checkpoint_is_called_at_least_every_half_second(client: HttpClient) -> None:
    beats: list[float] = []
    release = threading.Event()

    def checkpoint() -> None:
        beats.append(time.monotonic())
        if len(beats) == 4:
            release.set()

    client.gather([functools.partial(release.wait, 10)], checkpoint)
    assert release.is_set()
    gaps = [later - sooner for sooner, later in itertools.pairwise(beats)]
    assert max(gaps) < 0.8


def test_checkpoint_that_raises_abandons_the_wave_at_once(
    client: HttpClient, server: Server
) -> None:
    arrived, free = threading.Event(), threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        free.wait(20)

    server.routes["/"] = hang
    ended = threading.Event()

    def call() -> None:
        try:
            client.get(server.url("/"))
        finally:
            ended.set()

    def checkpoint() -> None:
        if arrived.is_set():
            raise Stop

    began = time.monotonic()
    with pytest.raises(Stop):
        client.gather([call], checkpoint)
    # The call's own thread is free again too, though the server never answers.
    assert ended.wait(3)
    assert time.monotonic() - began < 4
    free.set()


def test_closing_the_client_ends_calls_that_run(client: HttpClient, server: Server) -> None:
    arrived, free = threading.Event(), threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        arrived.set()
        free.wait(20)

    server.routes["/"] = hang
    closer = threading.Thread(target=lambda: (arrived.wait(5), client.close()))
    closer.start()
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        client.gather([functools.partial(client.get, server.url("/"))], nothing)
    assert time.monotonic() - began < 4
    free.set()
    closer.join()


def test_calls_not_begun_are_never_begun_after_a_failure(client: HttpClient) -> None:
    begun: list[int] = []

    def call(number: int) -> None:
        begun.append(number)
        raise Stop

    with pytest.raises(Stop):
        client.gather([functools.partial(call, n) for n in range(20)], nothing, in_flight=1)
    assert begun == [0]
