"""``/settings``: what a person decides about their own account. One module per section."""

from importer.web.settings import profile

__all__ = ["profile"]
