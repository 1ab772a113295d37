"""Versions that one manifest sets for the others of its workspace."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from importer.analysis.stack.manifest import Dependency, ManifestReading

Named = tuple[str, ManifestReading]


def settled(manifests: Iterable[Named]) -> Iterator[tuple[str, Dependency]]:
    """Each dependency with its manifest's path, versions filled in from what is offered.

    An offer that nobody takes is no dependency. Where nobody takes any, those who do were not
    fetched, and the offers have to stand for them.
    """
    readings = list(manifests)
    offers = {
        (found.ecosystem, found.name): (path, found)
        for path, reading in reversed(readings)
        for found in reading.dependencies
        if found.offered
    }
    taken_from = {
        offers[found.ecosystem, found.name][0]
        for _, reading in readings
        for found in reading.dependencies
        if not found.offered and (found.ecosystem, found.name) in offers
    }
    for path, reading in readings:
        for found in reading.dependencies:
            if not found.offered:
                _, offer = offers.get((found.ecosystem, found.name), ("", found))
                yield path, replace(found, constraint=found.constraint or offer.constraint)
            elif path not in taken_from:
                yield path, found
