"""What changes when people reach the application over HTTPS and through other servers."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

_NAMES = {"SESSION_COOKIE_NAME": "repofolio_session", "REMEMBER_COOKIE_NAME": "repofolio_remember"}


def cookies(public_url: str) -> dict[str, Any]:
    """Flask's settings of cookies: over HTTPS they are never sent without it, and browsers keep
    other hosts of the domain from setting them (``__Host-``, RFC 6265bis section 4.1.3.2)."""
    if not is_secure(public_url):
        return _NAMES
    names = {setting: f"__Host-{name}" for setting, name in _NAMES.items()}
    return {**names, "SESSION_COOKIE_SECURE": True, "REMEMBER_COOKIE_SECURE": True}


def is_secure(public_url: str) -> bool:
    """Whether people come over HTTPS."""
    return public_url.startswith("https://")


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what the last ``count`` servers in between say of the client: its address, scheme
    and host. With none in between anybody could claim anything in those headers."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
