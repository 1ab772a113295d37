"""What connecting needs of the floors below."""

from dataclasses import dataclass

from importer.forges.base import Forge
from importer.forges.github.oauth import GitHubOAuth
from importer.vault import Vault


@dataclass(frozen=True, slots=True)
class Connector:
    """:param oauth: the app people connect through; it may have neither id nor secret.
    :param forge_url: base of the forge's pages."""

    forge: Forge
    oauth: GitHubOAuth
    vault: Vault
    forge_url: str
