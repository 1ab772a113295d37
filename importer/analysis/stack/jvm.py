"""Java and Kotlin: pom.xml (parsed) and Gradle builds (programs: read line by line, never run).

https://maven.apache.org/pom.html, https://docs.gradle.org/current/userguide/declaring_dependencies.html
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from importer.analysis.stack.manifest import Dependency, LineFinder, ManifestReading, matches

_JAVA_PROPERTIES = ("java.version", "maven.compiler.release", "maven.compiler.source")
_NAMED = frozenset({"dependency", "plugin", "parent"})

_PLUGIN = re.compile(
    r"""\s*(?:id|kotlin)[\s(]+["']([\w.-]+)["']\)?(?:\s*version\s*\(?["']([^"']+)["'])?"""
)
_DECLARED = re.compile(
    r"""\s*\w+[\s(]+(?:platform\s*\()?["']([\w.-]+):([\w.-]+)(?::([^"'@:]+))?["']"""
)
_TOOLCHAIN = re.compile(
    r""".*(?:JavaLanguageVersion\.of\(|JavaVersion\.VERSION_|jvmToolchain\()(\d+)"""
)


def pom(text: str) -> ManifestReading:
    root = fromstring(text.removeprefix("\ufeff").lstrip().encode())
    lines = LineFinder(text)
    found = [Dependency("tool", "maven")]
    for name in _JAVA_PROPERTIES:
        for element in root.iter():
            if _tag(element) == name and element.text and len(found) == 1:
                line = lines.containing(f"<{name}>")
                found.append(Dependency("runtime", "java", element.text.strip(), line))
    found += _coordinates(root, lines)
    description = next((e.text for e in root if _tag(e) == "description" and e.text), "")
    return ManifestReading(found, " ".join(description.split()))


def gradle(text: str) -> ManifestReading:
    found = [Dependency("tool", "gradle")]
    found += [Dependency("runtime", "java", m[1], n) for n, m in matches(text, _TOOLCHAIN)]
    found += [Dependency("gradle-plugin", m[1], m[2] or "", n) for n, m in matches(text, _PLUGIN)]
    found += [
        Dependency("maven", f"{m[1]}:{m[2]}", _without_variable(m[3]), n)
        for n, m in matches(text, _DECLARED)
    ]
    return ManifestReading(found)


def _coordinates(root: Element, lines: LineFinder) -> Iterator[Dependency]:
    for element in root.iter():
        if _tag(element) in _NAMED:
            parts = {_tag(child): (child.text or "").strip() for child in element}
            artifact = parts.get("artifactId", "")
            name = f"{parts.get('groupId', '')}:{artifact}"
            version = _without_variable(parts.get("version"))
            yield Dependency(
                "maven", name, version, lines.containing(f"<artifactId>{artifact}</artifactId>")
            )


def _without_variable(version: str | None) -> str:
    return "" if not version or "$" in version else version


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
