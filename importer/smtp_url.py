"""The address of a mail server: ``smtp://user:password@host:587`` or ``smtps://…``."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465}
_SHAPE = "look like smtp://user:password@host:587 or smtps://user:password@host"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """:param is_wrapped: TLS from the first byte on (``smtps``).
    :param wants_starttls: plain at first; nothing is said before the connection is encrypted.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    is_wrapped: bool
    wants_starttls: bool


def parse(value: str) -> SmtpServer:
    """Read an ``SMTP_URL``; what stands in it is percent-decoded.

    :raises ValueError: it is none; the message, which goes on after "must", never repeats it, for
        it holds a password.
    """
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        # Without its cause: that one repeats what it could not read.
        raise ValueError(_SHAPE) from None
    is_whole = parts.scheme in _PORTS and parts.hostname and parts.path in ("", "/")
    if not is_whole or parts.fragment or port == 0 or re.search(r"[^!-~]", value):
        raise ValueError(_SHAPE)
    options = parse_qs(parts.query, keep_blank_values=True)
    wish = options.pop("starttls", ["required"])
    if options or wish not in (["required"], ["off"]):
        raise ValueError("have nothing after its ? but starttls=required or starttls=off")
    return SmtpServer(
        host=parts.hostname or "",
        port=port or _PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_wrapped=parts.scheme == "smtps",
        wants_starttls=parts.scheme == "smtp" and wish == ["required"],
    )
