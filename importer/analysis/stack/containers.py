"""Container files: the images a project is built on and runs beside.

https://docs.docker.com/reference/dockerfile/, https://docs.docker.com/reference/compose-file/
"""

import re

from yaml.nodes import MappingNode, ScalarNode

from importer.analysis.stack.manifest import Dependency, ManifestReading, matches
from importer.analysis.stack.yaml_lines import child, compose_mapping, entries

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)


def dockerfile(text: str) -> ManifestReading:
    found = [Dependency("tool", "docker")]
    stages: set[str] = set()
    for line, match in matches(text, _FROM):
        if match[1] not in stages and "$" not in match[1] and match[1] != "scratch":
            found.append(_image(match[1], line))
        stages.add(match[2] or "")
    return ManifestReading(found)


def compose(text: str) -> ManifestReading:
    found = [Dependency("tool", "docker-compose")]
    services = child(compose_mapping(text), "services")
    for _, service in entries(services):
        image = child(service, "image") if isinstance(service, MappingNode) else None
        if isinstance(image, ScalarNode) and "$" not in image.value:
            found.append(_image(image.value, image.start_mark.line + 1))
    return ManifestReading(found)


def _image(reference: str, line: int) -> Dependency:
    """``registry/owner/name:tag@digest`` to name and tag."""
    name, _, tag = reference.partition("@")[0].rpartition("/")[2].partition(":")
    return Dependency("image", name.lower(), tag, line)
