"""GitHub and GitHub Enterprise Server, over REST and the raw host."""

from importer.forges.github.forge import GitHub
from importer.forges.github.oauth import GitHubOAuth

__all__ = ["GitHub", "GitHubOAuth"]
