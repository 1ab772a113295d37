"""JavaScript: package.json"""

import json

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    table,
    text_of,
    texts,
)

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


def package_json(text: str) -> ManifestReading:
    document = table(json.loads(text))
    lines = LineFinder(text)
    found = []
    if node := text_of(table(document.get("engines")).get("node")):
        line = lines.key("node", lines.key("engines"))
        found.append(Dependency("runtime", "node", node, line))
    for section in _SECTIONS:
        start = lines.key(section)
        for name, version in table(document.get(section)).items():
            found.append(Dependency("npm", name, text_of(version), lines.key(name, start)))
    description = text_of(document.get("description"))
    return ManifestReading(found, description, tuple(texts(document.get("keywords"))))
