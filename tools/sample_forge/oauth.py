"""OAuth of GitHub's shape: consent page, codes, device flow, refreshing, and its errors as 200.

Source: https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from tools.sample_forge.messages import Answer, Bases, Request, error, json_answer, text_answer
from tools.sample_forge.tokens import Token, Tokens

CLIENT_ID = "sample-client"
APP_CLIENT_ID = "Iv1.sample-app"
CLIENT_SECRET = "sample-secret"
APP_TOKEN_SECONDS = 28_800
REFRESH_SECONDS = 15_811_200
_CODE_SECONDS = 600
_DEVICE_SECONDS = 899
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_DESCRIPTIONS = {
    "bad_verification_code": "The code passed is incorrect or expired.",
    "incorrect_client_credentials": "The client_id and/or client_secret passed are incorrect.",
    "redirect_uri_mismatch": "The redirect_uri MUST match the registered callback URL.",
    "bad_refresh_token": "The refresh token passed is incorrect or expired.",
    "authorization_pending": "The authorization request is still pending.",
    "slow_down": "Too many requests have been made in the same timeframe.",
    "expired_token": "The `device_code` has expired.",
    "access_denied": "The authorization request was denied.",
    "incorrect_device_code": "The device_code provided is not valid.",
    "unsupported_grant_type": "The grant type is not supported.",
    "device_flow_disabled": "Device Flow must be explicitly enabled for this App.",
}


@dataclass
class Consent:
    """What a person agreed to in the web flow."""

    client_id: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    login: str
    expires_at: float


@dataclass
class Device:
    """A device waiting for its person.

    :param login: who agreed; empty for nobody yet.
    """

    client_id: str
    user_code: str
    scopes: tuple[str, ...]
    expires_at: float
    interval: float
    login: str = ""
    denied: bool = False
    asked_at: float = 0


class OAuth:
    """Thread-safe. Errors of the token endpoint come as HTTP 200, as GitHub's do."""

    def __init__(self, tokens: Tokens, bases: Bases) -> None:
        self._tokens = tokens
        self._bases = bases
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._consents: dict[str, Consent] = {}
            self._devices: dict[str, Device] = {}
            self.interval = 5.0

    def issue(self, login: str, *, of_app: bool) -> Token:
        """A token without anybody having asked."""
        client_id, life = (APP_CLIENT_ID, APP_TOKEN_SECONDS) if of_app else (CLIENT_ID, 0)
        return self._tokens.issue(login, client_id, ("repo",), life)

    def answer(self, request: Request) -> Answer | None:
        """None for addresses that are not OAuth's."""
        handler = {
            ("GET", "/login/oauth/authorize"): self._ask,
            ("POST", "/login/oauth/authorize"): self._decide,
            ("POST", "/login/oauth/access_token"): self._token,
            ("POST", "/login/device/code"): self._device_code,
            ("GET", "/login/device"): self._device_page,
            ("POST", "/login/device"): self._enter_code,
        }.get((request.method, request.path))
        return handler(request) if handler else None

    def revoke(self, request: Request, client_id: str) -> Answer:
        """``DELETE /applications/{client_id}/token``."""
        sent = (request.headers.get("Authorization") or "").removeprefix("Basic ")
        if (
            base64.b64decode(sent or "").decode("utf-8", "replace")
            != f"{client_id}:{CLIENT_SECRET}"
        ):
            return error(401, "Bad credentials")
        known = self._tokens.revoke(str(json.loads(request.body).get("access_token")))
        return Answer(204) if known else error(404, "Not Found")

    def _ask(self, request: Request) -> Answer:
        asked = request.query
        if asked.get("client_id") not in (CLIENT_ID, APP_CLIENT_ID):
            return _page("Not found", "<p>No app has that client_id.</p>", 404)
        hidden = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in asked.items()
        )
        wanted = escape(asked.get("scope", "")) or "no scope: public data only"
        return _page(
            "Authorize Repofolio",
            f"<p>Repofolio would like to see your repositories ({wanted}).</p>"
            f'<form method="post" action="/login/oauth/authorize">{hidden}'
            '<p><button name="as" value="demo">Authorize as demo</button> '
            '<button name="as" value="guest">Authorize as guest</button> '
            '<button name="as" value="">Cancel</button></p></form>',
        )

    def _decide(self, request: Request) -> Answer:
        form = request.form
        target = form.get("redirect_uri", "")
        login = form.get("as", "")
        state = form.get("state", "")
        if not login:
            words = {
                "error": "access_denied",
                "error_description": "The user has denied your application access.",
                "state": state,
            }
            return _redirect(target, words)
        code = secrets.token_hex(10)
        with self._lock:
            self._consents[code] = Consent(
                client_id=form.get("client_id", ""),
                redirect_uri=target,
                challenge=form.get("code_challenge", ""),
                scopes=tuple(form.get("scope", "").split()),
                login=login,
                expires_at=time.time() + _CODE_SECONDS,
            )
        return _redirect(target, {"code": code, "state": state})

    def _token(self, request: Request) -> Answer:
        form = request.form
        grant = form.get("grant_type", "")
        if grant == _DEVICE_GRANT:
            return self._from_device(form)
        if grant == "refresh_token":
            return self._from_refresh(form)
        return self._from_code(form)

    def _from_code(self, form: dict[str, str]) -> Answer:
        if form.get("client_secret") != CLIENT_SECRET:
            return _error("incorrect_client_credentials")
        with self._lock:
            consent = self._consents.pop(form.get("code", ""), None)
        if consent is None or consent.expires_at < time.time():
            return _error("bad_verification_code")
        if consent.client_id != form.get("client_id"):
            return _error("incorrect_client_credentials")
        if consent.redirect_uri != form.get("redirect_uri"):
            return _error("redirect_uri_mismatch")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != consent.challenge:
            return _error("bad_verification_code")
        return self._issued(consent.login, consent.client_id, consent.scopes)

    def _from_refresh(self, form: dict[str, str]) -> Answer:
        client_id = form.get("client_id", "")
        token = self._tokens.refresh(form.get("refresh_token", ""), client_id, APP_TOKEN_SECONDS)
        return _error("bad_refresh_token") if token is None else _granted(token)

    def _device_code(self, request: Request) -> Answer:
        form = request.form
        if form.get("client_id") not in (CLIENT_ID, APP_CLIENT_ID):
            return error(404, "Not Found")
        code = "".join(secrets.choice(_LETTERS) for _ in range(8))
        device_code = secrets.token_hex(20)
        device = Device(
            form["client_id"],
            f"{code[:4]}-{code[4:]}",
            tuple(form.get("scope", "").split()),
            time.time() + _DEVICE_SECONDS,
            self.interval,
        )
        with self._lock:
            self._devices[device_code] = device
        return json_answer(
            {
                "device_code": device_code,
                "user_code": device.user_code,
                "verification_uri": f"{self._bases.web}/login/device",
                "expires_in": _DEVICE_SECONDS,
                "interval": int(device.interval),
            }
        )

    def _device_page(self, request: Request) -> Answer:
        return _page(
            "Device activation",
            '<form method="post" action="/login/device">'
            '<p><label>Code <input name="user_code" autocomplete="off"></label></p>'
            '<p><button name="as" value="demo">Authorize as demo</button> '
            '<button name="as" value="guest">Authorize as guest</button> '
            '<button name="as" value="">Cancel</button></p></form>',
        )

    def _enter_code(self, request: Request) -> Answer:
        code, login = request.form.get("user_code", "").strip().upper(), request.form.get("as", "")
        with self._lock:
            found = [one for one in self._devices.values() if one.user_code == code]
            for device in found:
                device.login, device.denied = login, not login
        if not found:
            return _page("Device activation", "<p>That code is not valid.</p>", 404)
        return _page("Congratulations, you're all set!", "<p>Your device is now connected.</p>")

    def _from_device(self, form: dict[str, str]) -> Answer:
        with self._lock:
            device = self._devices.get(form.get("device_code", ""))
            if device is None or device.client_id != form.get("client_id"):
                return _error("incorrect_device_code")
            trouble = _trouble(device)
            device.asked_at = time.time()
            if trouble == "slow_down":
                device.interval += 5
                return _error(trouble, interval=int(device.interval))
            if trouble:
                return _error(trouble)
            del self._devices[form["device_code"]]
        return self._issued(device.login, device.client_id, device.scopes)

    def _issued(self, login: str, client_id: str, scopes: tuple[str, ...]) -> Answer:
        life = APP_TOKEN_SECONDS if client_id == APP_CLIENT_ID else 0
        return _granted(self._tokens.issue(login, client_id, scopes, life))


def _trouble(device: Device) -> str:
    if device.expires_at < time.time():
        return "expired_token"
    if device.denied:
        return "access_denied"
    # Not to the millisecond: whoever waits its seconds must not be told off.
    if time.time() - device.asked_at < device.interval - 0.5:
        return "slow_down"
    return "" if device.login else "authorization_pending"


def _granted(token: Token) -> Answer:
    body: dict[str, object] = {
        "access_token": token.value,
        "token_type": "bearer",
        "scope": ",".join(token.scopes or ()),
    }
    if token.refresh:
        body |= {
            "expires_in": APP_TOKEN_SECONDS,
            "refresh_token": token.refresh,
            "refresh_token_expires_in": REFRESH_SECONDS,
        }
    return json_answer(body)


def oauth_error(name: str) -> Answer:
    """An error of the token endpoint, HTTP 200 and all."""
    return _error(name)


def _error(name: str, **more: int) -> Answer:
    body = {
        "error": name,
        "error_description": _DESCRIPTIONS.get(name, name),
        "error_uri": f"https://docs.github.com/apps/troubleshooting-{name.replace('_', '-')}",
    }
    return json_answer(body | more)


def _redirect(target: str, query: dict[str, str]) -> Answer:
    joint = "&" if urlsplit(target).query else "?"
    return Answer(302, headers={"Location": f"{target}{joint}{urlencode(query)}"})


def _page(title: str, body: str, status: int = 200) -> Answer:
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><main><h1>{escape(title)}</h1>{body}</main></html>"
    )
    return text_answer(html, status, "text/html")
