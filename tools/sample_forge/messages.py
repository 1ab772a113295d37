"""A request as the forge sees it, and an answer as it gives it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, urlsplit

DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True)
class Bases:
    """The three addresses under the one port, without trailing slashes."""

    web: str

    @property
    def api(self) -> str:
        return f"{self.web}/api/v3"

    @property
    def raw(self) -> str:
        return f"{self.web}/raw"

    @property
    def address(self) -> str:
        """``host:port``."""
        return urlsplit(self.web).netloc

    def environment(self) -> dict[str, str]:
        """The settings that point the importer here."""
        return {
            "GITHUB_WEB_URL": self.web,
            "GITHUB_API_URL": self.api,
            "GITHUB_RAW_URL": self.raw,
            "OUTBOUND_ALLOW": self.address,
        }


@dataclass(frozen=True)
class Request:
    """:param target: path and query as sent, still percent-encoded.
    :param headers: found in any spelling of their names.
    """

    method: str
    target: str
    headers: Message
    body: bytes = b""
    client: str = ""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form that was sent."""
        pairs = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def token(self) -> str | None:
        """What stands after ``Bearer`` or ``token`` in the Authorization header."""
        scheme, _, token = (self.headers.get("Authorization") or "").partition(" ")
        return token.strip() if scheme.lower() in ("bearer", "token") else None

    def accepts(self, media: str) -> bool:
        return media in (self.headers.get("Accept") or "").lower()


@dataclass
class Answer:
    """:param stream: sent in chunks instead of ``body``, for ever if it never ends."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    stream: Iterator[bytes] | None = None


def json_answer(
    payload: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, headers=dict(headers or {}))


def error(
    status: int, message: str, docs: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """An error in the form GitHub has given it since 2024: ``status`` is a string."""
    body = {"message": message, "documentation_url": DOCS + docs, "status": str(status)}
    return json_answer(body, status, headers)


def text_answer(text: str, status: int = 200, content_type: str = "text/plain") -> Answer:
    return Answer(status, text.encode(), f"{content_type}; charset=utf-8")
