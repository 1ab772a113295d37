"""``/settings``: what a person decides about their own account. One module per section."""

from importer.web.settings import notifications, profile, security

__all__ = ["notifications", "profile", "security"]
