"""Access tokens of this forge: those everybody knows, and those it hands out."""

import secrets
import threading
import time
from dataclasses import dataclass, replace

from tools.sample_forge.model import Repository

_MONTH = 30 * 24 * 3600
APP_OWNERS = frozenset({"demo", "harbour"})
"""Where the sample GitHub App is installed."""


@dataclass(frozen=True)
class Token:
    """:param scopes: None for fine-grained ones and those of a GitHub App.
    :param expires_at: seconds since the epoch; None for never.
    :param refresh: the refresh token that goes with it, if it is a GitHub App's."""

    value: str
    login: str
    scopes: tuple[str, ...] | None = ("repo",)
    expires_at: float | None = None
    client_id: str = ""
    refresh: str = ""

    @property
    def of_app(self) -> bool:
        return self.value.startswith("ghu_")

    def sees(self, owner: str, private: bool) -> bool:
        """Whether it may know of such a repository, the person being allowed to."""
        if not private or self.scopes is not None:
            return not private or "repo" in (self.scopes or ())
        return not self.of_app or owner in APP_OWNERS

    def knows(self, repository: Repository) -> bool:
        """Whether the token's owner may see it, by this token."""
        allowed = repository.visible_to(self.login)
        return allowed and self.sees(repository.owner, repository.private)

    @property
    def headers(self) -> dict[str, str]:
        """What GitHub says of the token with every answer."""
        found = {}
        if self.scopes is not None:
            found |= {"X-OAuth-Scopes": ", ".join(self.scopes), "X-Accepted-OAuth-Scopes": ""}
        if self.expires_at is not None and not self.of_app:
            moment = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(self.expires_at))
            found["GitHub-Authentication-Token-Expiration"] = moment
        return found


def known_tokens() -> list[Token]:
    """The first sees everything private here, the second nothing."""
    soon = time.time() + 5 * 24 * 3600
    return [
        Token("demo-token", "demo"),
        Token("guest-token", "guest"),
        Token("public-token", "demo", scopes=()),
        Token("fine-token", "demo", scopes=None, expires_at=soon + _MONTH),
        Token("expiring-token", "demo", scopes=("repo", "read:org"), expires_at=soon),
    ]


class Tokens:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._tokens = {token.value: token for token in known_tokens()}
            self._refresh: dict[str, str] = {}

    def find(self, value: str | None) -> Token | None:
        """The token, if it is good."""
        with self._lock:
            token = self._tokens.get(value or "")
        expired = token and token.expires_at is not None and token.expires_at <= time.time()
        return None if expired else token

    def issue(self, login: str, client_id: str, scopes: tuple[str, ...], life: int) -> Token:
        """A new token; a GitHub App's if ``life`` (seconds) is not 0."""
        if life:
            token = Token(
                f"ghu_{secrets.token_hex(18)}",
                login,
                scopes=None,
                expires_at=time.time() + life,
                client_id=client_id,
                refresh=f"ghr_{secrets.token_hex(38)}",
            )
        else:
            token = Token(f"gho_{secrets.token_hex(18)}", login, scopes, client_id=client_id)
        with self._lock:
            self._tokens[token.value] = token
            if token.refresh:
                self._refresh[token.refresh] = token.value
        return token

    def refresh(self, refresh: str, client_id: str, life: int) -> Token | None:
        """A new pair for an old one, which is dead from then on; None for a dead one."""
        with self._lock:
            old = self._tokens.pop(self._refresh.pop(refresh, ""), None)
        if old is None or old.client_id != client_id:
            return None
        return self.issue(old.login, client_id, (), life)

    def revoke(self, value: str) -> bool:
        with self._lock:
            token = self._tokens.pop(value, None)
            if token and token.refresh:
                self._refresh.pop(token.refresh, None)
        return token is not None

    def set(self, value: str, **changes: object) -> None:
        """Change a token as its owner would at the forge's settings.

        :raises KeyError: there is none.
        """
        with self._lock:
            self._tokens[value] = replace(self._tokens[value], **changes)  # type: ignore[arg-type]

    def all(self) -> list[Token]:
        with self._lock:
            return list(self._tokens.values())
