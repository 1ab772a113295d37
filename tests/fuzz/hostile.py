"""Requests no honest program sends, drawn from a seed."""

import io
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

TEXTS = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"true",
    b"null",
    b"[]",
    b"\x00",
    b"a\x00b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xc0\xaf..",
    "\u202eevil\u2066".encode(),
    "e\u0301\ufdfa\U0010ffff".encode(),
    b"'; DROP TABLE users; --",
    b"{{ 7*7 }}${7*7}<%= 7 %>",
    b"<script>alert(1)</script>",
    b"../../../../etc/passwd",
    b"..%2f..%2f",
    b"%s%n%x{0}",
    b"\r\nSet-Cookie: a=b",
    b"2147483648",
    b"9" * 400,
    b"9" * 5000,
    b"A" * 20_000,
    b"https://github.com/pallets/flask",
    b"https://user:pass@[::1]:99999/x",
    b"http://[",
    b"https://\xe2\x84\xa1.example/a/b",
    b"javascript:alert(1)",
    b"git@github.com:a/b.git",
    b"alice@example.org",
    b"alice",
    b"2026-02-30T99:99:99Z",
    b"=?utf-8?q?=00?=",
    b"1_0",
    "１２".encode(),
    b"+1",
    b"00000000-0000-4000-8000-000000000000",
)
DEEP = b"[" * 50_000
JSON_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    10**400,
    1.5,
    1e308,
    float("nan"),
    "",
    "\x00",
    "\ud800",
    "x\udfff",
    "pallets/flask",
    "A" * 20_000,
    [],
    [None],
    ["\ud800", "a/b"],
    ["a/b"] * 1001,
    {},
    {"": {"": []}},
    [[[[[[[[]]]]]]]],
    {"order": [1, None], "hidden": "x"},
)
HEADERS = (
    ("Range", "bytes=5-2"),
    ("Range", "bytes=0-0,1-1,-1"),
    ("Range", "items=1-"),
    ("Range", "bytes=99999999999999999999-"),
    ("If-None-Match", '"'),
    ("If-None-Match", 'W/"x", *, "\xff'),
    ("If-Match", "*"),
    ("If-Modified-Since", "Mon, 99 Foo 99999 99:99:99 GMT"),
    ("If-Modified-Since", "Thu, 01 Jan 0000 00:00:00 GMT"),
    ("If-Range", "x"),
    ("Accept", "*/*;q=nan, text/html;q=-1"),
    ("Accept", "," * 2000),
    ("Accept-Language", "xx-\xff;q=1e5, *"),
    ("Accept-Encoding", "identity;q=0"),
    ("Idempotency-Key", ""),
    ("Idempotency-Key", "\xe9"),
    ("Idempotency-Key", "k" * 256),
    ("Idempotency-Key", "key-1"),
    ("Host", "evil.example"),
    ("Host", "[::1"),
    ("Host", "a b"),
    ("Host", "localhost:99999999"),
    ("Host", ""),
    ("Authorization", "Basic \xff\xff"),
    ("Authorization", "Bearer " + "x" * 9000),
    ("Authorization", "Bearer a\tb"),
    ("Authorization", 'Digest username="'),
    ("Cookie", "session=x.y.z; =; \xff=1"),
    ("Cookie", "session=" + "A" * 5000),
    ("Referer", "http://["),
    ("Referer", "javascript:1"),
    ("Origin", "null"),
    ("HX-Request", "true"),
    ("HX-Current-URL", "http://[::1"),
    ("HX-Current-URL", "\xff"),
    ("X-Forwarded-For", "999.1.1.1, \xff"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Proto", "gopher"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Last-Event-ID", "9" * 400),
    ("Last-Event-ID", "\xff"),
    ("User-Agent", "\x01\xff" * 300),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("Expect", "100-continue"),
)
CONTENT_TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "multipart/form-data; boundary=x",
    "text/xml",
    "text/plain; charset=no-such",
    "/",
    ";",
    "\xff",
)
LENGTHS = ("-1", "x", "3", "99999999999999999999", "")


def names() -> list[str]:
    """Names of fields that forms of the pages have, and calls of the API."""
    found = set()
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        found |= set(re.findall(r'name="(\w+)"', text)) | set(re.findall(r"form\.(\w+)", text))
    words = "urls dry_run queue page per_page q sort owner after parts next token sections order"
    return sorted(found - {"csrf_token"} | set(words.split()))


def names_of_forms() -> dict[str, list[str]]:
    """The fields of each form, by the endpoint that takes it."""
    found: dict[str, list[str]] = {}
    for template in TEMPLATES.rglob("*.html"):
        for form in template.read_text(encoding="utf-8").split("<form")[1:]:
            inside = form.partition("</form>")[0]
            fields = re.findall(r'name="(\w+)"', inside) + re.findall(r"form\.(\w+)", inside)
            for endpoint in re.findall(r"url_for\(['\"]([\w.]+)['\"]", inside):
                found.setdefault(endpoint, []).extend(fields)
    return found


@dataclass
class Request:
    """What the test client is given."""

    path: str
    query: str = ""
    data: bytes = b""
    content_type: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)


class Drawer:
    """Draws one request after another. :param seed: the same for the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = names()

    def chance(self, of: float) -> bool:
        return self._random.random() < of

    def pick(self, values: Any) -> Any:
        return self._random.choice(values)

    def text(self) -> bytes:
        return bytes(self.pick(TEXTS))

    def request(self, rule: str, real: dict[str, object], token: str, fields: list[str]) -> Request:
        """:param rule: of the URL map.
        :param real: values of its places that lead somewhere.
        :param token: against forged requests, of the caller's session.
        :param fields: of its form, as far as it is known."""
        made = Request(self._path(rule, real))
        if self.chance(0.4):
            made.query = self._pairs(self.fields(fields))
        if self.chance(0.5):
            made.headers = [self.pick(HEADERS) for _ in range(self.pick((1, 1, 2, 4)))]
        self._fill(made, token, fields)
        if self.chance(0.05):
            made.environ["CONTENT_LENGTH"] = self.pick(LENGTHS)
        return made

    def fields(self, known: list[str]) -> list[str]:
        """Some names; one of them may come twice."""
        if known and self.chance(0.7):
            return [name for name in known if self.chance(0.95)] or known
        chosen = [self.pick(known or self._names) for _ in range(self.pick((1, 1, 2, 3, 6)))]
        return [*chosen, self.pick(self._names)]

    def _path(self, rule: str, real: dict[str, object]) -> str:
        def place(found: re.Match[str]) -> str:
            name = found[1]
            if name in real and self.chance(0.6):
                return str(real[name])
            text = self.text()[:3000] or b"%"
            return quote_from_bytes(text, safe="/." if self.chance(0.2) else "")

        return re.sub(r"<(?:\w+:)?(\w+)>", place, rule)

    def _pairs(self, fields: list[str]) -> str:
        pairs = [f"{name}={quote_from_bytes(self.text()[:6000])}" for name in fields]
        return "&".join(pairs)

    def _fill(self, made: Request, token: str, fields: list[str]) -> None:
        kind = self.pick(("form", "form", "json", "json", "multipart", "raw", "none"))
        chosen = self.fields(fields)
        if kind == "form":
            made.data = f"csrf_token={token}&{self._pairs(chosen)}".encode()
            made.content_type = "application/x-www-form-urlencoded"
        elif kind == "json":
            body = {name: self.pick(JSON_VALUES) for name in chosen}
            text = json.dumps(self.pick((body, body, body, [body], self.pick(JSON_VALUES))))
            made.data, made.content_type = text.encode(), "application/json"
        elif kind == "multipart":
            made.data = self._multipart(token, chosen)
            made.content_type = "multipart/form-data; boundary=x"
        elif kind == "raw":
            made.data = self.pick((DEEP, b'{"url":' * 3000, *TEXTS))
            made.content_type = self.pick(CONTENT_TYPES)
        if kind != "none" and token and self.chance(0.5):
            made.headers.append(("X-CSRFToken", token))

    def _multipart(self, token: str, chosen: list[str]) -> bytes:
        body = io.BytesIO()
        body.write(b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n')
        body.write(token.encode() + b"\r\n")
        for name in chosen:
            file = self.pick((b"", b'; filename="../a\\"b"', b"; filename*=utf-8''%ff"))
            body.write(b'--x\r\nContent-Disposition: form-data; name="')
            body.write(name.encode() + b'"' + file + b"\r\n\r\n" + self.text() + b"\r\n")
        whole = body.getvalue() + b"--x--\r\n"
        return whole[: self._random.randrange(len(whole))] if self.chance(0.4) else whole
