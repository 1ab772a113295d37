"""What the workflow needs of the floors below, made once by the application."""

from dataclasses import dataclass

from importer.config import Settings
from importer.connections.connector import Connector
from importer.forges.base import ANONYMOUS, Credential
from importer.forges.registry import Forges
from importer.http import HttpClient
from importer.rewording.endpoint import ModelEndpoint
from importer.sandbox import Sandbox
from importer.vault import Vault


@dataclass(frozen=True, slots=True)
class Toolbox:
    """:param sandbox: the child process that reads what strangers wrote.
    :param vault: seals what people entrust to us.
    :param language_model: None where the administrator has set none."""

    settings: Settings
    http: HttpClient
    forges: Forges
    sandbox: Sandbox
    vault: Vault
    language_model: ModelEndpoint | None = None

    def close(self) -> None:
        """End the sandbox's children and the calls that are under way."""
        self.sandbox.close()
        self.http.close()
        if self.language_model:
            self.language_model.close()

    @property
    def connector(self) -> Connector:
        """What connecting people's own accounts takes."""
        return Connector(
            self.forges.default, self.forges.oauth, self.vault, self.settings.github_web_url
        )

    @property
    def credential(self) -> Credential:
        """The instance's own token for its GitHub, or none."""
        token = self.settings.github_token
        return Credential("instance token", token) if token else ANONYMOUS
