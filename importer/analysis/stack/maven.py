"""Java: Maven's pom.xml. https://maven.apache.org/pom.html"""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from importer.analysis.stack.manifest import Dependency, LineFinder, ManifestReading, package
from importer.analysis.stack.xml import root_of

_JAVA_PROPERTIES = (
    "java.version", "maven.compiler.release", "maven.compiler.source", "maven.compiler.target",
)  # fmt: skip
_NAMED = frozenset({"dependency", "plugin", "parent", "extension"})
_MANAGEMENT = frozenset({"dependencyManagement", "pluginManagement"})
_PROPERTY = re.compile(r"\$\{([\w.-]+)\}")


def pom(text: str) -> ManifestReading:
    root = root_of(text)
    lines = LineFinder(text)
    parts = {_tag(child): child for child in root}
    properties = _texts(parts["properties"]) if "properties" in parts else {}
    found = [Dependency("tool", "maven"), *_java(properties, lines)]
    found += _coordinates(root, properties, lines)
    own = _texts(root)
    group = own.get("groupId") or _texts(parts.get("parent", root)).get("groupId", "")
    name = f"{group}:{own.get('artifactId', '')}" if group else ""
    description = " ".join(own.get("description", "").split())
    return ManifestReading(found, description, (), package("maven", name))


def _java(properties: Mapping[str, str], lines: LineFinder) -> list[Dependency]:
    for name in _JAVA_PROPERTIES:
        if version := _resolved(properties.get(name, ""), properties):
            return [Dependency("runtime", "java", version, lines.containing(f"<{name}>"))]
    return []


def _coordinates(
    root: Element, properties: Mapping[str, str], lines: LineFinder
) -> Iterator[Dependency]:
    waiting = [(root, False)]
    while waiting:
        element, offered = waiting.pop()
        offered = offered or _tag(element) in _MANAGEMENT
        waiting += [(child, offered) for child in reversed(element)]
        if _tag(element) in _NAMED:
            parts = _texts(element)
            artifact = parts.get("artifactId", "")
            group = _resolved(parts.get("groupId", ""), properties) or "org.apache.maven.plugins"
            version = _resolved(parts.get("version", ""), properties)
            line = lines.containing(f"<artifactId>{artifact}</artifactId>")
            yield Dependency("maven", f"{group}:{artifact}", version, line, offered)


def _texts(element: Element) -> dict[str, str]:
    return {_tag(child): (child.text or "").strip() for child in element}


def _resolved(stated: str, properties: Mapping[str, str]) -> str:
    """With the file's own properties put in; nothing where others would be needed."""
    value = _PROPERTY.sub(lambda match: properties.get(match[1], "$"), stated)
    return "" if "$" in value else value


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
