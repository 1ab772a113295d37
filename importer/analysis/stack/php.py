"""PHP: composer.json. https://getcomposer.org/doc/04-schema.md"""

import json

from importer.analysis.stack.manifest import (
    Dependency,
    LineFinder,
    ManifestReading,
    package,
    table,
    text_of,
    texts,
)


def composer(text: str) -> ManifestReading:
    document = table(json.loads(text))
    lines = LineFinder(text)
    found = []
    for section in ("require", "require-dev"):
        start = lines.key(section)
        for name, version in table(document.get(section)).items():
            ecosystem = "runtime" if name == "php" else "composer"
            line = lines.key(name, start)
            found.append(Dependency(ecosystem, name.lower(), text_of(version), line))
    description = text_of(document.get("description"))
    name = text_of(document.get("name")).lower()
    # A project is deployed; a library, the default, is published.
    own = package("composer", name, text_of(document.get("type")) != "project")
    return ManifestReading(found, description, tuple(texts(document.get("keywords"))), own)
