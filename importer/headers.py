"""The security headers of every answer."""

from flask import Response, current_app

# No inline script or style, nothing from other hosts; READMEs' images are served from here.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# Once somebody has come over HTTPS they always do.
HSTS = "max-age=31536000"

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def set_security_headers(response: Response) -> Response:
    """Add what every answer carries; a view's own value stays."""
    own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - not a mapping
    response.headers.extend(item for item in HEADERS.items() if item[0].lower() not in own)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
