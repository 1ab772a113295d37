"""``/settings``: what a person decides about their own account. One module per section."""

from importer.web.settings import (
    account,
    connections,
    connections_device,
    connections_web,
    invitations,
    notifications,
    profile,
    second_factor,
    security,
    tokens,
    webhook,
)

__all__ = [
    "account",
    "connections",
    "connections_device",
    "connections_web",
    "invitations",
    "notifications",
    "profile",
    "second_factor",
    "security",
    "tokens",
    "webhook",
]
