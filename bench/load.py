"""The load generator: a process of its own, one thread, raw sockets, prebuilt requests.

Each lane is one client on one kept-alive connection that sends its next request as soon as it has
the answer to the one before, or at its own pace. On a small machine a heavier generator would
measure itself.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SECONDS_WITHOUT_ANSWER = 30.0
NEVER = float("inf")
_WITHOUT_BODY = (b"204", b"304")


@dataclass(frozen=True, slots=True)
class Outcome:
    """:param samples: milliseconds from sending a request to the last byte of its answer.
    :param wall: seconds from the first request to the last answer.
    :param cpu: seconds of processor time the generator itself took."""

    samples: list[float]
    statuses: dict[str, int]
    wall: float
    cpu: float


def run(port: int, lanes: Sequence[Sequence[str]], every: float = 0) -> Outcome:
    """Send every lane's requests, all lanes at once.

    :param every: seconds from one request of a lane to its next; 0 for no pause at all.
    :raises RuntimeError: the generator gave up; it said why.
    """
    done = subprocess.run(
        [sys.executable, "-S", "-m", "bench.load"],
        input=json.dumps({"port": port, "lanes": lanes, "every": every}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Outcome(**json.loads(done.stdout))


def request(method: str, path: str, body: Any = None, **headers: str) -> str:
    """One HTTP/1.1 request; underscores in header names stand for hyphens."""
    data = "" if body is None else json.dumps(body)
    sent = {"Host": "localhost", **headers}
    if data:
        sent |= {"Content-Type": "application/json", "Content-Length": str(len(data))}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in sent.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{data}"


class _Lane:
    """One client.

    :ivar due: when its next request goes off; never, while it waits for an answer.
    """

    def __init__(self, port: int, requests: Sequence[str], due: float) -> None:
        self._waiting = deque(text.encode("latin-1") for text in requests)
        self._received = b""
        self.sent_at = 0.0
        self.due = due
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        self._received = b""
        self.due = NEVER
        self.sent_at = time.perf_counter()
        self.socket.sendall(self._waiting.popleft())

    def rest(self, every: float) -> bool:
        """Say when the next request is due; False if there is none."""
        self.due = self.sent_at + every
        return bool(self._waiting)

    def receive(self) -> tuple[str, float] | None:
        """Status and milliseconds once the answer is complete."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError(f"the server hung up after {self._received[:200]!r}")
        self._received += piece
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return None
        return head[9:12].decode(), (time.perf_counter() - self.sent_at) * 1000


def _length(head: bytes) -> int:
    if head[9:12] in _WITHOUT_BODY:
        return 0
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise ValueError(f"an answer without a length: {head!r}")
    return int(rest.partition(b"\r\n")[0])


def _drive(port: int, plan: Sequence[Sequence[str]], every: float) -> Outcome:
    began = time.perf_counter()
    # At a pace, the lanes begin one after the other, as people do.
    starts = (began + number * every / len(plan) for number in range(len(plan)))
    lanes = {_Lane(port, requests, start) for requests, start in zip(plan, starts, strict=True)}
    samples: list[float] = []
    statuses: Counter[str] = Counter()
    with selectors.DefaultSelector() as selector:
        for lane in lanes:
            selector.register(lane.socket, selectors.EVENT_READ, lane)
        while lanes:
            for lane in _answered(selector, lanes, samples, statuses):
                if not lane.rest(every):
                    selector.unregister(lane.socket)
                    lanes.discard(lane)
    wall = time.perf_counter() - began
    return Outcome(samples, dict(statuses), wall, time.process_time())


def _answered(
    selector: selectors.BaseSelector,
    lanes: set[_Lane],
    samples: list[float],
    statuses: Counter[str],
) -> list[_Lane]:
    """Send what is due, wait for what comes; the lanes that have their answer."""
    moment = time.perf_counter()
    for lane in lanes:
        if lane.due <= moment:
            lane.send()
    next_due = min(lane.due for lane in lanes) - time.perf_counter()
    ready = selector.select(max(0.0, min(next_due, SECONDS_WITHOUT_ANSWER)))
    if not ready and next_due > SECONDS_WITHOUT_ANSWER:
        raise TimeoutError("the server does not answer")
    done = []
    for key, _ in ready:
        if answer := key.data.receive():
            statuses[answer[0]] += 1
            samples.append(answer[1])
            done.append(key.data)
    return done


def main() -> None:
    """Plan as JSON on standard input, outcome as JSON on standard output."""
    plan = json.load(sys.stdin)
    outcome = _drive(plan["port"], plan["lanes"], plan["every"])
    json.dump({name: getattr(outcome, name) for name in Outcome.__slots__}, sys.stdout)


if __name__ == "__main__":
    main()
