"""The sections of the settings, in the order the navigation shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """:param endpoint: its page; the templates extend ``settings/layout.html``."""

    endpoint: str
    label: str


SECTIONS = (
    Section("web.settings", "Profile and password"),
    Section("web.security_settings", "Sessions and security"),
    Section("web.notification_settings", "Notifications"),
)
