"""JavaScript: package.json, alone or in a workspace, and pnpm's workspaces.

https://docs.npmjs.com/cli/configuring-npm/package-json, https://pnpm.io/pnpm-workspace_yaml
"""

import json
import re

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    package,
    table,
    text_of,
    texts,
)
from importer.analysis.stack.yaml_lines import child, compose_mapping, entries, scalar

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_ENGINES = ("node", "bun", "deno")
# A package of this very repository.
_LOCAL = re.compile(r"(?:workspace|file|link|portal):")
# Where it is to be had, rather than which version.
_PLACE = re.compile(r"(?:catalog|git|github|https?)[:+].*")
_ALIAS = re.compile(r"npm:(@?[^@]+)@(.+)")


def package_json(text: str) -> ManifestReading:
    document = table(json.loads(text))
    lines = LineFinder(text)
    found = []
    for name in _ENGINES:
        if version := text_of(table(document.get("engines")).get(name)):
            line = lines.key(name, lines.key("engines"))
            found.append(Dependency("runtime", name, version, line))
    if manager := text_of(document.get("packageManager")):
        name, _, version = manager.partition("+")[0].partition("@")
        found.append(Dependency("tool", name, version, lines.key("packageManager")))
    for section in _SECTIONS:
        start = lines.key(section)
        for name, stated in table(document.get(section)).items():
            if not _LOCAL.match(text_of(stated)):
                found.append(_dependency(name, text_of(stated), lines.key(name, start)))
    return ManifestReading(
        found,
        text_of(document.get("description")),
        tuple(texts(document.get("keywords"))),
        package("npm", text_of(document.get("name")), document.get("private") is not True),
    )


def pnpm_workspace(text: str) -> ManifestReading:
    """Catalogues offer versions; ``catalog:`` in a package takes them."""
    document = compose_mapping(text)
    found = [Dependency("tool", "pnpm")]
    catalogues = [child(document, "catalog")]
    catalogues += [catalogue for _, catalogue in entries(child(document, "catalogs"))]
    for catalogue in catalogues:
        for key, value in entries(catalogue):
            line = key.start_mark.line + 1
            found.append(Dependency("npm", key.value, scalar(value), line, offered=True))
    return ManifestReading(found)


def _dependency(name: str, version: str, line: int | None) -> Dependency:
    if alias := _ALIAS.fullmatch(version):
        name, version = alias[1], alias[2]
    constraint = _PLACE.sub("", version)
    return Dependency("npm", name, "" if constraint == "*" else constraint, line)
