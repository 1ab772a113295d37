"""The forges of this installation."""

from importer.config import Settings
from importer.errors import UnknownPlatform
from importer.forges.address import parse_address
from importer.forges.base import Forge
from importer.forges.github import GitHub, GitHubOAuth
from importer.http import HttpClient
from importer.snapshot import RepoRef


class Forges:
    """Finds the forge for an address. The first one owns the short form ``owner/repo``."""

    def __init__(self, settings: Settings, http: HttpClient) -> None:
        github = GitHub(
            settings.github_web_url, settings.github_api_url, settings.github_raw_url, http
        )
        self.oauth = GitHubOAuth(
            settings.github_web_url,
            settings.github_api_url,
            settings.github_client_id,
            settings.github_client_secret,
            http,
        )
        self._known = (github.known,)
        self._by_host: dict[str, Forge] = {github.host: github}

    @property
    def default(self) -> Forge:
        """The one that owns the short form, and the instance's token."""
        return next(iter(self._by_host.values()))

    @property
    def supported(self) -> tuple[str, ...]:
        """The hosts whose repositories can be imported."""
        return tuple(self._by_host)

    def parse(self, text: str | None) -> RepoRef:
        """:raises AddressError: see ``importer.forges.address.parse_address``."""
        return parse_address(text, self._known)

    def for_ref(self, ref: RepoRef) -> Forge:
        """:raises UnknownPlatform: the host was configured once and no longer is."""
        try:
            return self._by_host[ref.host]
        except KeyError:
            raise UnknownPlatform(supported=self.supported) from None
