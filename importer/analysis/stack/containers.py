"""Container files: the images a project is built on and runs beside.

https://docs.docker.com/reference/dockerfile/, https://docs.docker.com/reference/compose-file/,
https://kubernetes.io/docs/concepts/workloads/pods/
"""

import re
from collections.abc import Iterator, Mapping

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from importer.analysis.stack.manifest import Dependency, ManifestReading
from importer.analysis.stack.yaml_lines import child, compose_documents, compose_mapping, entries

_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_ARG = re.compile(r"\s*ARG\s+(\w+)=[\"']?([^\"'\s]+)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)")


def dockerfile(text: str) -> ManifestReading:
    found = [Dependency("tool", "docker")]
    stages, arguments = {"scratch"}, dict[str, str]()
    for number, line in enumerate(text.split("\n"), 1):
        if argument := _ARG.match(line):
            arguments.setdefault(argument[1], argument[2])
        elif stage := _FROM.match(line):
            if stage[1] not in stages:
                found += _image(stage[1], number, arguments)
            stages.add(stage[2] or "")
    return ManifestReading(found)


def compose(text: str) -> ManifestReading:
    found = [Dependency("tool", "docker-compose")]
    for _, service in entries(child(compose_mapping(text), "services")):
        found += _image_of(child(service, "image"))
    return ManifestReading(found)


def kubernetes(text: str) -> ManifestReading:
    """Images of the objects in a file; nothing where it is a template, or something else."""
    try:
        documents = [d for d in compose_documents(text) if _is_object(d)]
    except yaml.YAMLError:
        return ManifestReading()
    if not documents:
        return ManifestReading()
    found = [Dependency("tool", "kubernetes")]
    for document in documents:
        for container in _mappings(document):
            found += _image_of(child(container, "image"))
    return ManifestReading(found)


def _is_object(node: Node) -> bool:
    return bool(child(node, "apiVersion") and child(node, "kind"))


def _mappings(node: Node) -> Iterator[MappingNode]:
    """All mappings below, each once: aliases can make a few nodes look like billions."""
    seen, waiting = set[int](), [node]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, MappingNode):
            yield current
            waiting += [value for _, value in reversed(current.value)]
        elif isinstance(current, SequenceNode):
            waiting += reversed(current.value)


def _image_of(node: Node | None) -> list[Dependency]:
    return _image(node.value, node.start_mark.line + 1, {}) if isinstance(node, ScalarNode) else []


def _image(reference: str, line: int, arguments: Mapping[str, str]) -> list[Dependency]:
    """``registry/owner/name:tag@digest`` to name and tag; variables by their defaults."""
    stated = _VARIABLE.sub(lambda m: _default(m, arguments), reference)
    name, _, tag = stated.partition("@")[0].rpartition("/")[2].partition(":")
    return (
        [] if "$" in name else [Dependency("image", name.lower(), "" if "$" in tag else tag, line)]
    )


def _default(variable: re.Match[str], arguments: Mapping[str, str]) -> str:
    return arguments.get(variable[1] or variable[3]) or variable[2] or "$"
