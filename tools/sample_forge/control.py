"""The handle by which tests hold a sample forge."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tools.sample_forge.oauth import APP_CLIENT_ID, CLIENT_ID, CLIENT_SECRET

_PROJECT = Path(__file__).resolve().parents[2]


class SampleForge:
    """A sample forge in a process of its own, from ``with`` to its end.

    ::

        with SampleForge(latency_ms=150) as forge:
            forge.misbehave(r"/languages", answer="bad_gateway", times=1)
            ...
            assert forge.counts()["quota"] <= 5

    :param corpus: folder with real repositories to serve as well.
    :param latency_ms: added to every answer.
    :param anonymous_limit: calls an hour per address.
    :param port: 0 lets the kernel choose.
    :param repositories: how many the account demo has.
    """

    def __init__(
        self,
        corpus: Path | str | None = None,
        latency_ms: float = 0,
        anonymous_limit: int = 60,
        token_limit: int = 5000,
        port: int = 0,
        repositories: int | None = None,
    ) -> None:
        self._arguments = [
            f"--latency-ms={latency_ms}",
            f"--anonymous-limit={anonymous_limit}",
            f"--token-limit={token_limit}",
            f"--port={port}",
        ]
        if repositories is not None:
            self._arguments.append(f"--repositories={repositories}")
        if corpus is not None:
            self._arguments.append(f"--corpus={Path(corpus).resolve()}")
        self._process: subprocess.Popen[str] | None = None
        self._environment: dict[str, str] = {}

    def start(self) -> "SampleForge":
        """:raises RuntimeError: it ended before it was ready; its own words are on stderr."""
        command = [sys.executable, "-m", "tools.sample_forge", "--exit-with-stdin"]
        self._process = subprocess.Popen(
            command + self._arguments,
            cwd=_PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            name, equals, value = line.strip().partition("=")
            if equals:
                self._environment[name] = value
            if name == "OUTBOUND_ALLOW":
                return self
        self.stop()
        raise RuntimeError("the sample forge did not start")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        self._process.communicate()
        self._process = None

    def __enter__(self) -> "SampleForge":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def web_url(self) -> str:
        return self._environment["GITHUB_WEB_URL"]

    @property
    def api_url(self) -> str:
        return self._environment["GITHUB_API_URL"]

    @property
    def raw_url(self) -> str:
        return self._environment["GITHUB_RAW_URL"]

    @property
    def host(self) -> str:
        """``address:port``, the host part of what people paste."""
        return self._environment["OUTBOUND_ALLOW"]

    @property
    def port(self) -> int:
        return int(self.host.rpartition(":")[2])

    def environment(self) -> dict[str, str]:
        """The settings that point the importer here."""
        return dict(self._environment)

    def oauth_environment(self, *, app: bool = False) -> dict[str, str]:
        """The settings with which people connect their accounts here.

        :param app: as a GitHub App, whose tokens have to be renewed.
        """
        client_id = APP_CLIENT_ID if app else CLIENT_ID
        return {"GITHUB_CLIENT_ID": client_id, "GITHUB_CLIENT_SECRET": CLIENT_SECRET}

    def consent(self, authorize_url: str, login: str = "demo") -> str:
        """Agree on the forge's page, or decline with an empty login; where the browser is sent."""
        query = dict(parse_qsl(urlsplit(authorize_url).query))
        answer = self._post_form("/login/oauth/authorize", query | {"as": login})
        return answer.getheader("Location") or ""

    def enter_code(self, user_code: str, login: str = "demo") -> bool:
        """Type a device's code, or decline it; False if the forge does not know it."""
        fields = {"user_code": user_code, "as": login}
        return self._post_form("/login/device", fields).status == 200

    def change(self, full_name: str, **values: Any) -> None:
        """Let a repository be otherwise until the next reset: ``stars=9``, ``readers=[]``."""
        self._control("POST", "repository", {"full_name": full_name, **values})

    def change_token(self, value: str, **values: Any) -> None:
        """Let a token be otherwise until the next reset: ``scopes=[]``, ``expires_at=…``."""
        self._control("POST", "token", {"value": value, **values})

    def revoke(self, value: str) -> None:
        """Let a token be revoked by its owner."""
        self._control("POST", "revocation", {"value": value})

    def issue(self, login: str, *, app: bool = False) -> dict[str, Any]:
        """A token as the app gets it; see ``tools.sample_forge.tokens.Token`` for the keys.

        :param app: a GitHub App's, with a refresh token.
        """
        self._control("POST", "issue", {"login": login, "app": app})
        return self.tokens()[-1]

    def tokens(self) -> list[dict[str, Any]]:
        """All that are good; see ``tools.sample_forge.tokens.Token`` for the keys."""
        return list(self._control("GET", "tokens"))

    def set_interval(self, seconds: float) -> None:
        """How long devices have to wait between two questions, from the next code on."""
        self._control("POST", "interval", {"seconds": seconds})

    def misbehave(self, pattern: str, **how: Any) -> None:
        """Add a rule; see ``tools.sample_forge.mischief.Rule`` for ``how``.

        :param pattern: regular expression, searched in path and query as sent.
        :raises ValueError: the rule makes no sense.
        """
        self._control("POST", "rules", {"pattern": pattern, **how})

    def push(
        self, repository: str, files: dict[str, str | None] | None = None, **facts: Any
    ) -> None:
        """A commit that writes these files (None deletes one), and changes these facts.

        :param facts: named as in ``repo.json``.
        """
        self._control(
            "POST", "pushes", {"repository": repository, "files": files or {}, "facts": facts}
        )

    @contextmanager
    def holding(self, pattern: str, **how: Any) -> Iterator["Hold"]:
        """Let matching requests wait inside the block, or until released."""
        hold = Hold(self, pattern)
        self.misbehave(pattern, hold=pattern, **how)
        try:
            yield hold
        finally:
            hold.release()

    def release(self, hold: str | None = None) -> None:
        """Let held requests go on: those of one latch, or all."""
        self._control("POST", "release", {"hold": hold})

    def waiting(self, hold: str, at_least: int = 0, timeout: float = 0) -> int:
        """How many requests wait at a latch, after up to ``timeout`` seconds for ``at_least``."""
        query = urlencode({"hold": hold, "at_least": at_least, "timeout": timeout})
        return int(self._control("GET", f"waiting?{query}")["waiting"])

    def set_latency(self, ms: float) -> None:
        self._control("POST", "latency", {"ms": ms})

    def set_rate(
        self,
        remaining: int | None = None,
        limit: int | None = None,
        reset_in: float | None = None,
        callers: str = "all",
    ) -> None:
        """Begin all hourly windows anew with these numbers.

        :param reset_in: seconds until the first window ends; later ones last an hour.
        :param callers: ``all``, ``anonymous`` or ``token``.
        """
        body = {"remaining": remaining, "limit": limit, "reset_in": reset_in, "callers": callers}
        self._control("POST", "rate", body)

    def requests(self) -> list[dict[str, Any]]:
        """What was asked so far; see ``tools.sample_forge.journal.Record`` for the keys."""
        return list(self._control("GET", "requests"))

    def counts(self) -> dict[str, Any]:
        """Requests in all and by base (api, raw, web) and status; quota spent; connections."""
        return dict(self._control("GET", "counts"))

    def connections(self) -> int:
        """How many TCP connections carried the requests so far."""
        return int(self.counts()["connections"])

    def reset(self) -> None:
        """Forget pushes, rules, requests and spent quota; release what is held; usual latency."""
        self._control("DELETE", "")

    def _post_form(self, path: str, fields: dict[str, str]) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("POST", path, urlencode(fields))
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    def _control(self, method: str, what: str, body: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, f"/_control/{what}", data)
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise ValueError(json.loads(text)["message"])
        return json.loads(text) if text else None


class Hold:
    """Requests kept waiting at one latch."""

    def __init__(self, forge: SampleForge, name: str) -> None:
        self._forge = forge
        self._name = name

    def wait(self, at_least: int = 1, timeout: float = 30) -> None:
        """Until that many requests wait.

        :raises TimeoutError: they did not come.
        """
        if self._forge.waiting(self._name, at_least, timeout) < at_least:
            raise TimeoutError(f"nothing asked for {self._name}")

    def release(self) -> None:
        """Let those go on that wait, and those that come."""
        self._forge.release(self._name)
