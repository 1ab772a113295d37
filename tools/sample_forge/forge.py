"""The forge without its sockets: which part answers, and the knobs that tests turn."""

import json
import math
import time
from dataclasses import asdict, dataclass, field

from tools.sample_forge import raw, web
from tools.sample_forge.api import Api
from tools.sample_forge.catalogue import Catalogue
from tools.sample_forge.journal import Journal
from tools.sample_forge.limits import RateLimits
from tools.sample_forge.messages import Answer, Bases, Request, error, json_answer
from tools.sample_forge.mischief import Mischief, Rule
from tools.sample_forge.model import Json
from tools.sample_forge.pushes import Pushes

CONTROL = "/_control"


@dataclass
class Forge:
    """:param latency: seconds before every answer but those of the control address."""

    catalogue: Catalogue
    bases: Bases
    limits: RateLimits
    latency: float = 0
    journal: Journal = field(default_factory=Journal)
    mischief: Mischief = field(default_factory=Mischief)

    def __post_init__(self) -> None:
        self._api = Api(self.catalogue, self.bases, self.limits)
        self._pushes = Pushes(self.catalogue)
        self._usual_latency = self.latency

    def answer(self, request: Request, rule: Rule | None) -> tuple[Answer, int]:
        """The answer, and what it cost of the quota."""
        canned = rule.canned() if rule else None
        answer, cost = self._true_answer(request, canned)
        if rule:
            answer.headers |= rule.headers
        return answer, cost

    def _true_answer(self, request: Request, canned: Answer | None) -> tuple[Answer, int]:
        if request.path.startswith("/api/v3"):
            return self._api.answer(request, canned)
        if canned:
            return canned, 0
        if (said := self._api.oauth.answer(request)) is not None:
            return said, 0
        if request.path.startswith("/raw/"):
            return raw.answer(self.catalogue, request), 0
        return web.answer(self.catalogue, self.bases, request), 0

    def control(self, request: Request) -> Answer:
        """``/_control``: GET reads, POST sets, DELETE resets."""
        try:
            return self._control(request)
        except (ValueError, TypeError, KeyError) as problem:
            return error(422, f"{type(problem).__name__}: {problem}")

    def _control(self, request: Request) -> Answer:
        what = request.path.removeprefix(CONTROL).strip("/")
        if request.method == "DELETE":
            self._reset(what)
            return Answer(204)
        if request.method == "POST":
            self._set(what, json.loads(request.body or b"{}"))
            return Answer(204)
        return json_answer(self._read(what, request.query))

    def _reset(self, what: str) -> None:
        if what in ("", "rules"):
            self.mischief.reset()
        if what in ("", "pushes"):
            self._pushes.reset()
        if what in ("", "requests"):
            self.journal.reset()
        if what in ("", "rate"):
            self.limits.reset()
        if what in ("", "latency"):
            self.latency = self._usual_latency
        if what in ("", "accounts"):
            self.catalogue.reset()
            self._api.oauth.reset()

    def _set(self, what: str, body: Json) -> None:
        if what == "rules":
            self.mischief.add(Rule(**body))
        elif what == "latency":
            self.latency = float(body["ms"]) / 1000
        elif what == "release":
            self.mischief.latches.release(body.get("hold"))
        elif what == "pushes":
            self._pushes.push(**body)
        elif what == "rate":
            self._set_rate(**body)
        elif what == "repository":
            self.catalogue.change(body.pop("full_name"), **body)
        else:
            self._set_accounts(what, body)

    def _set_accounts(self, what: str, body: Json) -> None:
        if what == "token":
            self.catalogue.tokens.set(body.pop("value"), **body)
        elif what == "issue":
            self._api.oauth.issue(body["login"], of_app=bool(body.get("app")))
        elif what == "revocation":
            self.catalogue.tokens.revoke(body["value"])
        elif what == "interval":
            self._api.oauth.interval = float(body["seconds"])
        else:
            raise ValueError(f"{what!r} cannot be set")

    def _set_rate(
        self,
        remaining: int | None = None,
        limit: int | None = None,
        reset_in: float | None = None,
        callers: str = "all",
    ) -> None:
        kinds = {"all": (True, False), "anonymous": (True,), "token": (False,)}[callers]
        reset = None if reset_in is None else math.ceil(time.time() + reset_in)
        self.limits.set(kinds, limit, remaining, reset)

    def _read(self, what: str, query: dict[str, str]) -> object:
        if what == "requests":
            return self.journal.records()
        if what == "rules":
            return self.mischief.shown()
        if what == "waiting":
            at_least, timeout = int(query.get("at_least", 0)), float(query.get("timeout", 0))
            return {"waiting": self.mischief.latches.waiting(query["hold"], at_least, timeout)}
        if what == "tokens":
            return [asdict(token) for token in self.catalogue.tokens.all()]
        if what in ("", "counts"):
            return {**self.journal.counts(), "latency_ms": self.latency * 1000}
        raise ValueError(f"{what!r} cannot be read")
