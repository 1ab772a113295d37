"""The gate: few requests at work, any number waiting."""

import threading
from collections.abc import Iterable
from typing import Any

from importer import gate
from importer.gate import Gate


class Recorder:
    """An application that counts how many requests are inside it, until told to end."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.inside = self.most = 0
        self.arrived = threading.Semaphore(0)
        self.go_on = threading.Event()

    def __call__(self, _environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.arrived.release()
        self.go_on.wait(30)
        with self.lock:
            self.inside -= 1
        return [b""]


def _call(gated: Gate, times: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=gated, args=({}, None)) for _ in range(times)]
    for thread in threads:
        thread.start()
    return threads


def test_no_more_than_its_width_work_at_a_time(monkeypatch):
    monkeypatch.setattr(gate, "LONGEST_WAIT_SECONDS", 30)
    app = Recorder()
    threads = _call(Gate(app, width=2), 8)
    assert all(app.arrived.acquire(timeout=30) for _ in range(2))
    assert app.inside == 2
    app.go_on.set()
    for thread in threads:
        thread.join(30)
    assert app.most == 2


def test_request_that_gets_no_turn_goes_ahead_in_the_end(monkeypatch):
    monkeypatch.setattr(gate, "LONGEST_WAIT_SECONDS", 0.05)
    app = Recorder()
    threads = _call(Gate(app, width=1), 3)
    assert all(app.arrived.acquire(timeout=30) for _ in range(3))
    app.go_on.set()
    for thread in threads:
        thread.join(30)
    assert app.most == 3


def test_request_that_steps_out_lets_another_in_and_comes_back(monkeypatch):
    monkeypatch.setattr(gate, "LONGEST_WAIT_SECONDS", 30)
    waiting, others_done = threading.Event(), threading.Event()
    order: list[str] = []

    def app(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        if environ["who"] == "waiter":
            with gated.stepped_out():
                waiting.set()
                others_done.wait(30)
        order.append(environ["who"])
        return [b""]

    gated = Gate(app, width=1)
    waiter = threading.Thread(target=gated, args=({"who": "waiter"}, None))
    waiter.start()
    assert waiting.wait(30)
    gated({"who": "other"}, None)
    others_done.set()
    waiter.join(30)
    assert order == ["other", "waiter"]
    gated({"who": "next"}, None)
    assert order[-1] == "next"


def test_stepping_out_of_no_gate_takes_nobodys_turn():
    app = Recorder()
    app.go_on.set()
    gated = Gate(app, width=1)
    with gated.stepped_out():
        assert list(gated({}, None)) == [b""]
    assert list(gated({}, None)) == [b""]
