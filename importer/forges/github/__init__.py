"""GitHub and GitHub Enterprise Server, over REST and the raw host."""

from importer.forges.github.forge import GitHub

__all__ = ["GitHub"]
