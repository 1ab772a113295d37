"""Java and Kotlin: Gradle's builds and version catalogues.

Builds are programs: they are read line by line and never run.
https://docs.gradle.org/current/userguide/declaring_dependencies.html,
https://docs.gradle.org/current/userguide/version_catalogs.html
"""

import re
import tomllib
from collections.abc import Iterator, Mapping

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    matches,
    table,
    text_of,
)

_PLUGIN = re.compile(
    r"""\s*(?:id|kotlin|apply\s+plugin:)[\s(]+["']([\w.-]+)["']\)?"""
    r"""(?:\s*version\s*\(?["']([^"']+)["'])?"""
)
_DECLARED = re.compile(
    r"""\s*\w+[\s(]+(?:(?:platform|enforcedPlatform|testFixtures)\s*\()?"""
    r"""["']([\w.-]+):([\w.-]+)(?::([^"'@:]+))?["']"""
)
_KOTLIN_MODULE = re.compile(r"""\s*\w+\(kotlin\(["']([\w.-]+)["']""")
_TOOLCHAIN = re.compile(
    r""".*(?:JavaLanguageVersion\.of\(|JavaVersion\.VERSION_(?:1_)?|jvmToolchain\()(\d+)"""
)
_VARIABLE = re.compile(
    r"""\s*(?:ext\.|val\s+|def\s+|const\s+val\s+|set\(["'])?(\w+)(?:["'],|\s*=)\s*["']([\w.+-]+)["']"""
)
_USED = re.compile(r"\$\{?(\w+)\}?")


def gradle(text: str) -> ManifestReading:
    variables = {m[1]: m[2] for _, m in matches(text, _VARIABLE)}
    found = [Dependency("tool", "gradle")]
    found += [Dependency("runtime", "java", m[1], n) for n, m in matches(text, _TOOLCHAIN)]
    for number, match in matches(text, _PLUGIN):
        version = _resolved(match[2], variables)
        found.append(Dependency("gradle-plugin", match[1], version, number))
    for number, match in matches(text, _DECLARED):
        version = _resolved(match[3], variables)
        found.append(Dependency("maven", f"{match[1]}:{match[2]}", version, number))
    for number, match in matches(text, _KOTLIN_MODULE):
        found.append(Dependency("maven", f"org.jetbrains.kotlin:kotlin-{match[1]}", "", number))
    return ManifestReading(found)


def catalogue(text: str) -> ManifestReading:
    """``gradle/libs.versions.toml``"""
    document = tomllib.loads(text)
    lines = LineFinder(text)
    versions = table(document.get("versions"))
    found = [Dependency("tool", "gradle")]
    for section, ecosystem in (("libraries", "maven"), ("plugins", "gradle-plugin")):
        start = lines.containing(f"[{section}]")
        for alias, value in table(document.get(section)).items():
            for name, version in _entry(value, versions):
                found.append(Dependency(ecosystem, name, version, lines.key(alias, start)))
    return ManifestReading(found)


def _entry(value: object, versions: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if short := text_of(value):
        name, _, version = short.rpartition(":")
        yield name, version
        return
    stated = table(value)
    module = f"{text_of(stated.get('group'))}:{text_of(stated.get('name'))}"
    name = text_of(stated.get("module")) or text_of(stated.get("id")) or module
    own = stated.get("version")
    reference = text_of(table(own).get("ref"))
    yield name, text_of(versions.get(reference) if reference else own)


def _resolved(stated: str | None, variables: Mapping[str, str]) -> str:
    """With the file's own variables put in; nothing where others would be needed."""
    value = _USED.sub(lambda match: variables.get(match[1], "$"), stated or "")
    return "" if "$" in value else value
