"""Whether the time of an answer tells who has an account: sign-in with a wrong password, and asking
for a link to reset one, for accounts there are and names there are none of.

They take turns, each with a name and from an address not used before, so that nobody has to wait
for having guessed, and whatever else the machine does falls on all alike.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import requests

from bench.instance import Instance, instance
from bench.table import Limit, Row, Table

ROUNDS = 25
# Medians of the same thing twice differ by a few per cent here.
ALIKE = Limit("limit", "median", 1.1)
PEER = "X-Forwarded-For"
_TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
Names = Iterator[str]


def measure(repeats: int) -> Table:
    rounds = ROUNDS * repeats
    table = Table(f"Accounts there are and names there are none of, taking turns {rounds} times")
    mail = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "bench@example.org"}
    with instance(TRUSTED_PROXIES="1", **mail) as here:
        # Two for each round of both questions, and a few to warm up with.
        known = iter([one.name for one in here.people(2 * 2 * (rounds + 5))])
        unknown = (f"nobody-{number}" for number in range(1_000_000))
        with here.web():
            asker = _Asker(here)
            for what, ask, expected in (
                ("sign-in", asker.sign_in, 401),
                ("reset", asker.forgotten, 200),
            ):
                for _ in range(5):
                    _three(ask, known, unknown, expected)
                samples = [_three(ask, known, unknown, expected) for _ in range(rounds)]
                table.rows += _rows(what, samples)
    table.notes.append(
        "The ratios are of answers of one round; that of two accounts there are is the noise."
    )
    return table


def _rows(what: str, samples: list[tuple[float, float, float]]) -> list[Row]:
    first, second, none = zip(*samples, strict=True)
    ratios = [nobody / somebody for somebody, _, nobody in samples]
    noise = [other / one for one, other, _ in samples]
    return [
        Row(f"{what}, an account there is", first + second),
        Row(f"{what}, a name there is none of", none),
        Row(f"{what}, the one in the other", ratios, "x", [ALIKE]),
        Row(f"{what}, two accounts there are", noise, "x"),
        Row(
            f"{what}, medians in each other",
            [statistics.median(none) / statistics.median(first + second)],
            "x",
        ),
    ]


def _three(
    ask: Callable[[str, int], float], known: Names, unknown: Names, expected: int
) -> tuple[float, float, float]:
    """Milliseconds of two accounts and of a name without one, asked in any order."""
    names = [next(known), next(known), next(unknown)]
    taken = {name: ask(name, expected) for name in random.sample(names, 3)}
    first, second, none = (taken[name] for name in names)
    return first, second, none


class _Asker:
    """Somebody at a browser, elsewhere each time."""

    def __init__(self, here: Instance) -> None:
        self._base = f"http://127.0.0.1:{here.port}"
        self._session = requests.Session()
        self._session.trust_env = False
        page = self._session.get(f"{self._base}/sign-in", timeout=60).text
        found = _TOKEN.search(page)
        if found is None:
            raise RuntimeError("the page to sign in on has no form")
        self._token = found[1]
        self._asked = 0

    def sign_in(self, name: str, expected: int) -> float:
        return self._ask("/sign-in", expected, name=name, password="not the password")

    def forgotten(self, name: str, expected: int) -> float:
        return self._ask("/sign-in/forgotten", expected, name=name)

    def _ask(self, path: str, expected: int, **fields: str) -> float:
        """Milliseconds until the answer is there.

        :raises RuntimeError: it is another one than ``expected``.
        """
        self._asked += 1
        peer = f"10.{self._asked >> 16 & 255}.{self._asked >> 8 & 255}.{self._asked & 255}"
        headers = {PEER: peer, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf_token": self._token, **fields})
        began = time.perf_counter()
        answer = self._session.post(
            f"{self._base}{path}", data=body, headers=headers, timeout=60, allow_redirects=False
        )
        taken = time.perf_counter() - began
        if answer.status_code != expected:
            raise RuntimeError(f"{path} answered {answer.status_code}, not {expected}")
        return taken * 1000
