"""Rules that make the forge misbehave, matched by path."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.sample_forge.messages import Answer, Request
from tools.sample_forge.model import Json
from tools.sample_forge.odd_answers import ODD_ANSWERS, ONLY_WITH_TOKEN

CUTS = ("before", "middle", "headers")


@dataclass
class Rule:
    """What happens to requests whose path and query match. Parts combine.

    :param pattern: regular expression, searched in the target as sent.
    :param answer: name in ``ODD_ANSWERS``, given instead of the true answer.
    :param seconds: to wait, in answers that name a time.
    :param redirect_to: address of a redirect, with ``redirect_status``.
    :param hold: name of a latch; the request waits until it is released.
    :param delay_ms: before answering.
    :param drip_ms: between single bytes of the body.
    :param cut: ``before`` any byte, after the ``headers``, in the ``middle`` of the body.
    :param headers: set on the answer, whatever it is.
    :param times: how often it applies; None for always.
    :param after: how many matching requests pass untouched first.
    :raises ValueError: an unknown name, or a pattern that is none.
    """

    pattern: str
    answer: str | None = None
    seconds: float = 60
    redirect_to: str | None = None
    redirect_status: int = 302
    hold: str | None = None
    delay_ms: float = 0
    drip_ms: float = 0
    cut: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    after: int = 0

    def __post_init__(self) -> None:
        if self.answer is not None and self.answer not in ODD_ANSWERS:
            raise ValueError(f"no odd answer {self.answer!r}; there are {sorted(ODD_ANSWERS)}")
        if self.cut is not None and self.cut not in CUTS:
            raise ValueError(f"cut must be one of {CUTS}")
        try:
            self._regex = re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"bad pattern: {error}") from error

    def matches(self, request: Request) -> bool:
        if self.answer in ONLY_WITH_TOKEN and request.token is None:
            return False
        return self._regex.search(request.target) is not None

    def canned(self) -> Answer | None:
        if self.redirect_to is not None:
            return Answer(self.redirect_status, headers={"Location": self.redirect_to})
        return ODD_ANSWERS[self.answer](self.seconds) if self.answer else None


class Latches:
    """Gates by name: requests wait at them until somebody opens them, and pass from then on."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: Counter[str] = Counter()
        self._open: set[str] = set()
        self._resets = 0

    def hold(self, name: str, longest: float = 600) -> None:
        """Block until the gate is open, at most ``longest`` seconds."""
        with self._changed:
            resets = self._resets
            self._waiting[name] += 1
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: name in self._open or self._resets != resets, timeout=longest
            )
            self._waiting[name] -= 1

    def close(self, name: str) -> None:
        with self._changed:
            self._open.discard(name)

    def release(self, name: str | None = None) -> None:
        """Open this gate, or all at which anybody ever waited."""
        with self._changed:
            self._open |= set(self._waiting) if name is None else {name}
            self._changed.notify_all()

    def reset(self) -> None:
        """Let everybody go, and forget which gates are open."""
        with self._changed:
            self._resets += 1
            self._open.clear()
            self._changed.notify_all()

    def waiting(self, name: str, at_least: int = 0, timeout: float = 0) -> int:
        """How many wait there, after up to ``timeout`` seconds for that many."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting[name] >= at_least, timeout)
            return self._waiting[name]


class Mischief:
    """The rules in force; the first that matches applies. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self.latches = Latches()

    def add(self, rule: Rule) -> None:
        if rule.hold:
            self.latches.close(rule.hold)
        with self._lock:
            self._rules.append(rule)

    def reset(self) -> None:
        with self._lock:
            self._rules.clear()
        self.latches.reset()

    def rule_for(self, request: Request) -> Rule | None:
        """The rule that applies, counted as used."""
        with self._lock:
            for rule in self._rules:
                if rule.times == 0 or not rule.matches(request):
                    continue
                if rule.after > 0:
                    rule.after -= 1
                    continue
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None

    def wait(self, rule: Rule) -> None:
        if rule.hold:
            self.latches.hold(rule.hold)
        if rule.delay_ms:
            time.sleep(rule.delay_ms / 1000)

    def shown(self) -> list[Json]:
        with self._lock:
            return [
                {name: value for name, value in vars(rule).items() if not name.startswith("_")}
                for rule in self._rules
            ]


def dripping(body: bytes, pause: float) -> Iterator[bytes]:
    """Single bytes, ``pause`` seconds apart."""
    for at in range(len(body)):
        time.sleep(pause)
        yield body[at : at + 1]
