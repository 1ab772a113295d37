"""Single settings: looked up in the environment, then in the file, and checked for their form."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from importer import smtp_url
from importer.smtp_url import SmtpServer

# Enough to catch a slip; a key that is made here has 64 characters.
SHORTEST_KEY = 8
_ADDRESS = r"[\w.+-]+@[A-Za-z0-9.-]+"
_SENDER = rf"{_ADDRESS}|[\w .-]+ <{_ADDRESS}>"


class ConfigError(Exception):
    """A setting is wrong; the message names it and says what would be right."""


class Source:
    """Looks a name up in the environment, then in the file, and checks its form."""

    def __init__(self, env: Mapping[str, str], table: Mapping[str, Any]) -> None:
        self._env = env
        self._table = table

    def text(self, name: str, default: str) -> str:
        value = self._env.get(name)
        if value is None:
            value = self._table.get(name, default)
        if isinstance(value, list):
            value = ",".join(map(str, value))
        if isinstance(value, dict):
            raise ConfigError(f"{name} must be a text or a number, not a table.")
        return str(value).strip()

    def came_from(self, name: str) -> str:
        """Where the value is from, in a word or two."""
        if name in self._env:
            return "environment"
        return "config.toml" if name in self._table else "default"

    def key(self, name: str) -> str:
        value = self.text(name, "")
        if value and len(value) < SHORTEST_KEY:
            raise ConfigError(f"{name} must have at least {SHORTEST_KEY} characters, or be unset.")
        return value

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            raise ConfigError(f"{name} must be a whole number from {lowest} to {highest}.")
        return int(value)

    def token(self, name: str) -> str:
        value = self.text(name, "")
        # It goes into a header, where a stray line end would look like a fault of the network.
        if value and not re.fullmatch(r"[!-~]+", value):
            raise ConfigError(f"{name} must be one word of printable ASCII, or nothing.")
        return value

    def encryption_keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(filter(None, (part.strip() for part in self.text(name, "").split(","))))
        # 32 bytes in URL-safe base64, as Fernet wants them.
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
            raise ConfigError(
                f"{name} must be keys as `flask --app wsgi connections new-key` prints them."
            )
        return keys

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default).lower()
        if value not in allowed:
            raise ConfigError(f"{name} must be one of: {', '.join(allowed)}.")
        return value

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        if not _is_plain_web_address(value):
            raise ConfigError(
                f"{name} must be an http or https address without credentials, query or fragment."
            )
        return value

    def optional_url(self, name: str) -> str:
        return self.url(name, "") if self.text(name, "") else ""

    def origin(self, name: str, default: str) -> str:
        value = self.url(name, default)
        if urlsplit(value).path:
            raise ConfigError(
                f"{name} must be an address without a path, like https://example.org."
            )
        return value

    def contact(self, name: str) -> str:
        value = self.text(name, "")
        if value and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[!-~]+)", value):
            raise ConfigError(f"{name} must begin with mailto: or https://, or be unset.")
        return value

    def smtp_server(self, name: str) -> SmtpServer | None:
        value = self.text(name, "")
        try:
            return smtp_url.parse(value) if value else None
        except ValueError as error:
            raise ConfigError(f"{name} must {error}.") from error

    def sender(self, name: str, *, is_needed: bool) -> str:
        value = self.text(name, "")
        if not value and is_needed:
            raise ConfigError(f"{name} must be set where SMTP_URL is: whom mails are from.")
        if value and not re.fullmatch(_SENDER, value):
            raise ConfigError(f"{name} must look like name@example.org or Name <name@example.org>.")
        return value

    def addresses(self, name: str) -> frozenset[tuple[str, int]]:
        found = set()
        for item in filter(None, (part.strip() for part in self.text(name, "").split(","))):
            host, colon, port = item.rpartition(":")
            if (
                not colon
                or not host
                or not re.fullmatch(r"[0-9]{1,5}", port)
                or not (0 < int(port) < 65536)
            ):
                raise ConfigError(f"{name} must be a comma-separated list of host:port.")
            found.add((host.strip("[]").lower(), int(port)))
        return frozenset(found)


# Nothing in it that would need quoting in a header.


def _is_plain_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        # An unclosed bracket, a port that is no number.
        return False
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return is_whole and is_plain and parts.scheme in ("http", "https")
