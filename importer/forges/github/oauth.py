"""GitHub's side of OAuth: web flow with PKCE, device flow, refreshing and revoking.

Source: docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps and
docs.github.com/apps/creating-github-apps "Refreshing user access tokens". Errors come as HTTP 200
with a JSON body that has an ``error``.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from importer.clock import now
from importer.errors import ForgeAnswerInvalid, ForgeUnreachable, NotConnected
from importer.forges.base import Allowance, Grant
from importer.forges.wire import (
    Json,
    decoded,
    optional,
    plain,
    required,
    table,
    unreachable,
    web_link,
)
from importer.http import Answer, HttpClient, HttpError

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# Least: without any, public data and who the person is. GitHub has no scope that only reads.
PRIVATE_SCOPE = "repo"
_LONGEST_LIFE = timedelta(days=400)

_AGAIN = "Start the connection again."
_ADMINISTRATOR = "Tell the administrator; a personal access token works meanwhile."
# error → what happened, what to do
SENTENCES: dict[str, tuple[str, str]] = {
    "access_denied": (
        "The connection was declined at GitHub.",
        "Nothing was connected. Start again if that was a slip.",
    ),
    "expired_token": ("The code has expired: it is good for 15 minutes.", "Get a new code."),
    "bad_verification_code": ("GitHub does not know that code, or it was used already.", _AGAIN),
    "incorrect_device_code": ("GitHub does not know that code any more.", "Get a new code."),
    "bad_refresh_token": ("GitHub does not renew this connection any more.", "Reconnect it."),
    "incorrect_client_credentials": (
        "GitHub does not accept this server's GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET.",
        _ADMINISTRATOR,
    ),
    "redirect_uri_mismatch": (
        "The callback address registered at GitHub is not this server's.",
        _ADMINISTRATOR,
    ),
    "device_flow_disabled": (
        "Connecting by a code is switched off in the settings of this server's app at GitHub.",
        _ADMINISTRATOR,
    ),
    "application_suspended": ("GitHub has suspended this server's app.", _ADMINISTRATOR),
    "unverified_user_email": (
        "GitHub wants the e-mail address of your account there verified first.",
        "Verify it at GitHub, then start again.",
    ),
}


class StillWaiting(Exception):
    """The person has not decided yet.

    :param slower: GitHub wants more seconds between questions from now on.
    """

    def __init__(self, *, slower: bool, interval: int) -> None:
        self.slower = slower
        self.interval = interval
        super().__init__("authorization pending")


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """:param interval: seconds to leave between two questions."""

    device_code: str = field(repr=False)
    user_code: str
    verification_url: str
    interval: int
    expires_at: datetime


class GitHubOAuth:
    """An app registered at one GitHub host. Thread-safe.

    :param client_secret: empty leaves the device flow.
    """

    def __init__(
        self, web_url: str, api_url: str, client_id: str, client_secret: str, http: HttpClient
    ) -> None:
        self._web_url = web_url
        self._api_url = api_url
        self._client_id = client_id
        self._secret = client_secret
        self._http = http

    @property
    def has_device_flow(self) -> bool:
        return bool(self._client_id)

    @property
    def has_web_flow(self) -> bool:
        return bool(self._client_id and self._secret)

    @property
    def approval_url(self) -> str:
        """Where a person asks an organisation to admit the app."""
        return f"{self._web_url}/settings/connections/applications/{self._client_id}"

    def authorize_url(self, redirect_uri: str, state: str, verifier: str, *, private: bool) -> str:
        """Where the person is sent; the challenge binds the code to the verifier we keep."""
        uri: str = prepare_grant_uri(
            f"{self._web_url}/login/oauth/authorize",
            self._client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=PRIVATE_SCOPE if private else None,
            state=state,
            code_challenge=create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]
            code_challenge_method="S256",
        )
        return uri

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Grant:
        """:raises NotConnected: GitHub does not give a token for the code.
        :raises ForgeUnreachable: it gave no answer."""
        return self._grant(
            {
                "client_id": self._client_id,
                "client_secret": self._secret,
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            }
        )

    def device_code(self, *, private: bool) -> DeviceCode:
        """:raises NotConnected: the app may not, or there is none."""
        scope = PRIVATE_SCOPE if private else ""
        row = self._post("/login/device/code", {"client_id": self._client_id, "scope": scope})
        return DeviceCode(
            device_code=required(row, "device_code", str)[:200],
            user_code=plain(required(row, "user_code", str), 20),
            verification_url=web_link(required(row, "verification_uri", str)),
            interval=max(1, min(optional(row, "interval", int, 5), 60)),
            expires_at=_after(optional(row, "expires_in", int, 900)),
        )

    def poll(self, device_code: str) -> Grant:
        """Ask whether the person has entered the code.

        :raises StillWaiting: not yet.
        :raises NotConnected: declined, or too late.
        """
        return self._grant(
            {
                "client_id": self._client_id,
                "device_code": device_code,
                "grant_type": DEVICE_GRANT,
            }
        )

    def refresh(self, refresh_token: str) -> Grant:
        """A new pair for an app's token; the old pair is dead from then on.

        :raises NotConnected: the refresh token was used already, revoked, or has expired.
        """
        form = {
            "client_id": self._client_id,
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
        }
        # Tokens had by the device flow are refreshed without.
        return self._grant(form | ({"client_secret": self._secret} if self._secret else {}))

    def revoke(self, token: str) -> bool:
        """Make GitHub forget the token; False where that cannot be done from here.

        :raises ForgeUnreachable: no answer.
        """
        if not self.has_web_flow:
            return False
        basic = base64.b64encode(f"{self._client_id}:{self._secret}".encode()).decode()
        answer = self._send(
            "DELETE",
            f"{self._api_url}/applications/{self._client_id}/token",
            json.dumps({"access_token": token}).encode(),
            {
                "Authorization": f"Basic {basic}",
                "Accept": "application/vnd.github+json",
                "Content-Type": "application/json",
            },
        )
        # 404 and 422: it was none any more.
        return answer.status in (204, 404, 422)

    def _grant(self, form: Mapping[str, str]) -> Grant:
        row = self._post("/login/oauth/access_token", form)
        token = required(row, "access_token", str)
        if not token.isascii() or not token.isprintable() or not 0 < len(token) <= 500:
            raise ForgeAnswerInvalid("GitHub's answer has an access token that is none.")
        life = optional(row, "expires_in", int, 0)
        refresh_life = optional(row, "refresh_token_expires_in", int, 0)
        return Grant(
            token=token,
            refresh_token=optional(row, "refresh_token", str, "")[:500],
            expires_at=_after(life) if life else None,
            refresh_expires_at=_after(refresh_life) if refresh_life else None,
        )

    def _post(self, path: str, form: Mapping[str, str]) -> Json:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self._send("POST", self._web_url + path, urlencode(form).encode(), headers)
        if answer.status >= 500:
            raise ForgeUnreachable("GitHub has trouble answering at the moment.")
        row = table(decoded(answer))
        if isinstance(error := row.get("error"), str):
            raise _refusal(error, row)
        if answer.status != 200:
            raise refused("incorrect_client_credentials")
        return row

    def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            return self._http.send(method, url, body, headers=headers)
        except HttpError as error:
            raise unreachable(error, Allowance(None)) from error


def _refusal(error: str, row: Json) -> Exception:
    if error in ("authorization_pending", "slow_down"):
        interval = max(1, min(optional(row, "interval", int, 0) or 5, 300))
        return StillWaiting(slower=error == "slow_down", interval=interval)
    return refused(error)


def refused(error: str) -> NotConnected:
    """The sentence for an OAuth error, also for one that came in the callback's address."""
    message, suggestion = SENTENCES.get(error, ("GitHub did not make the connection.", _AGAIN))
    return NotConnected(message, suggestion=suggestion)


def _after(seconds: int) -> datetime:
    return now() + min(timedelta(seconds=max(seconds, 0)), _LONGEST_LIFE)
