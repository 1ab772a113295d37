"""What the workflow needs of the floors below, made once by the application."""

from dataclasses import dataclass

from importer.config import Settings
from importer.forges.base import ANONYMOUS, Credential
from importer.forges.registry import Forges
from importer.http import HttpClient
from importer.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Toolbox:
    """:param sandbox: the child process that reads what strangers wrote."""

    settings: Settings
    http: HttpClient
    forges: Forges
    sandbox: Sandbox

    def close(self) -> None:
        """End the sandbox's children and the calls that are under way."""
        self.sandbox.close()
        self.http.close()

    @property
    def credential(self) -> Credential:
        """The instance's own token for its GitHub, or none."""
        token = self.settings.github_token
        return Credential("instance token", token) if token else ANONYMOUS
