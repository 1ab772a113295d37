"""JavaScript: package.json and its workspaces.

https://docs.npmjs.com/cli/configuring-npm/package-json, https://pnpm.io/package_json
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

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_ENGINES = ("node", "bun", "deno")
# Where it is to be had, rather than which version; "workspace:^1.2" has both.
_PLACE = re.compile(r"(?:workspace|catalog|file|link|portal|git|github|https?)[:+].*?(?=[~^<>=]|$)")
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
            found.append(_dependency(name, text_of(stated), lines.key(name, start)))
    return ManifestReading(
        found,
        text_of(document.get("description")),
        tuple(texts(document.get("keywords"))),
        package("npm", text_of(document.get("name")), document.get("private") is not True),
    )


def _dependency(name: str, version: str, line: int | None) -> Dependency:
    if alias := _ALIAS.fullmatch(version):
        name, version = alias[1], alias[2]
    constraint = _PLACE.sub("", version, count=1)
    return Dependency("npm", name, "" if constraint == "*" else constraint, line)
