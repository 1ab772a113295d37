"""``/settings``: what a person decides about their own account. One module per section."""

from importer.web.settings import (
    account,
    invitations,
    notifications,
    profile,
    second_factor,
    security,
)

__all__ = ["account", "invitations", "notifications", "profile", "second_factor", "security"]
