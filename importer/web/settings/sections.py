"""The sections of the settings, in the order the navigation shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """:param endpoint: its page; the templates extend ``settings/layout.html``."""

    endpoint: str
    label: str
    is_for_administrators: bool = False


SECTIONS = (
    Section("web.settings", "Profile and password"),
    Section("web.security_settings", "Sessions and security"),
    Section("web.connections", "Connections"),
    Section("web.second_factor_settings", "Second factor"),
    Section("web.notification_settings", "Notifications"),
    Section("web.token_settings", "API tokens"),
    Section("web.account_settings", "Your data"),
    Section("web.invitation_settings", "Invitations", is_for_administrators=True),
)
