"""A small web framework for services that mostly wait."""

from tidewater.application import Application
from tidewater.jobs import job

__all__ = ["Application", "job"]
