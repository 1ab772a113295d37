"""Repofolio: turns a code repository into a project page."""

__version__ = "0.1.0"
