"""Dart and Flutter: pubspec.yaml. https://dart.dev/tools/pub/pubspec"""

from importer.analysis.stack.manifest import Dependency, ManifestReading, package
from importer.analysis.stack.yaml_lines import child, compose_mapping, entries, scalar


def pubspec(text: str) -> ManifestReading:
    document = compose_mapping(text)
    sdk = child(child(document, "environment"), "sdk")
    line = sdk.start_mark.line + 1 if sdk else None
    found = [Dependency("runtime", "dart", scalar(sdk), line)]
    for section in ("dependencies", "dev_dependencies"):
        for key, value in entries(child(document, section)):
            if child(value, "path"):  # a package of this very repository
                continue
            found.append(Dependency("pub", key.value, scalar(value), key.start_mark.line + 1))
    own = package(
        "pub",
        scalar(child(document, "name")),
        scalar(child(document, "publish_to")) != "none",
    )
    return ManifestReading(found, scalar(child(document, "description")), (), own)
