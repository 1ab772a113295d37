"""The fifteen categories, in the order in which they are offered."""

from importer.analysis.data import load

CATEGORIES: tuple[str, ...] = tuple(load("categories.json"))
