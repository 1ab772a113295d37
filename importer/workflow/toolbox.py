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
from importer.workflow.overrides import Overrides


@dataclass(frozen=True, slots=True)
class Toolbox:
    """:param overrides: the settings, with what has been changed since the start.
    :param sandbox: the child process that reads what strangers wrote.
    :param vault: seals what people entrust to us.
    :param language_model: None where the administrator has set none."""

    overrides: Overrides
    http: HttpClient
    forges: Forges
    sandbox: Sandbox
    vault: Vault
    language_model: ModelEndpoint | None = None

    @property
    def settings(self) -> Settings:
        """Those in force; some may be others a moment later."""
        return self.overrides.settings()

    @property
    def base_settings(self) -> Settings:
        """Those the process was started with, which take no database."""
        return self.overrides.base

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
